package dev.millrace.common.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** PutRecords over HTTP. */
final class KinesisServer implements AutoCloseable {
  private final HttpServer server;
  private final KinesisClient client;
  private final List<List<Put>> calls = new CopyOnWriteArrayList<>();
  private volatile BiPredicate<Integer, Put> refused = (call, put) -> false;
  private volatile IntPredicate failed = call -> false;

  record Put(String partitionKey, int bytes, String data) {}

  KinesisServer() throws IOException {
    // JSON, which this server reads, in place of the SDK's CBOR.
    System.setProperty("aws.cborEnabled", "false");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new AwsClients(2)
            .build(
                KinesisClient.builder()
                    .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create()),
                Duration.ofSeconds(10));
  }

  KinesisClient client() {
    return client;
  }

  /** The records of each call, in order. */
  List<List<Put>> calls() {
    return List.copyOf(calls);
  }

  /** The records that are refused, by call, from 0. */
  void refuse(BiPredicate<Integer, Put> records) {
    refused = records;
  }

  void fail(IntPredicate callsThatFail) {
    failed = callsThatFail;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<Put> puts = read(exchange.getRequestBody().readAllBytes());
      int call = calls.size();
      calls.add(puts);
      if (failed.test(call)) {
        send(exchange, 400, "{\"__type\": \"ResourceNotFoundException\", \"message\": \"gone\"}");
        return;
      }
      List<String> results = new ArrayList<>();
      for (Put put : puts) {
        results.add(
            refused.test(call, put)
                ? "{\"ErrorCode\": \"ProvisionedThroughputExceededException\"}"
                : "{\"SequenceNumber\": \"1\", \"ShardId\": \"shardId-000000000000\"}");
      }
      send(exchange, 200, "{\"Records\": [%s]}".formatted(String.join(",", results)));
    }
  }

  private static void send(HttpExchange exchange, int status, String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static List<Put> read(byte[] body) throws IOException {
    List<String> keys = new ArrayList<>();
    List<byte[]> data = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          switch (json.currentName()) {
            case "PartitionKey" -> keys.add(json.getText());
            case "Data" -> data.add(json.getBinaryValue());
            default -> {}
          }
        }
      }
    }
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] bytes = data.get(i);
      puts.add(
          new Put(
              keys.get(i),
              bytes.length,
              bytes.length > 100 ? "" : new String(bytes, StandardCharsets.UTF_8)));
    }
    return puts;
  }

  void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    client.close();
    stop();
  }
}
