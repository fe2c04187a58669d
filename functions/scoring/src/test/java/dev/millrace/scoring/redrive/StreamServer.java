package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Json;
import dev.millrace.common.stream.RedriveKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The one call of Kinesis that a redrive makes, over HTTP. */
final class StreamServer implements AutoCloseable {
  private final HttpServer server;
  private final KinesisClient client;
  private final List<Put> taken = new CopyOnWriteArrayList<>();
  private volatile Predicate<Put> refused = put -> false;
  private volatile Runnable afterPut = () -> {};

  /** A record as it came. */
  record Put(String stream, String partitionKey, byte[] bytes) {
    RedriveKey key() {
      return RedriveKey.parse(partitionKey, stream).orElseThrow();
    }

    String data() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  StreamServer() throws IOException {
    // JSON, which this server reads, in place of the SDK's CBOR.
    System.setProperty("aws.cborEnabled", "false");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new AwsClients(4)
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

  List<Put> taken() {
    return List.copyOf(taken);
  }

  List<String> takenData() {
    return taken.stream().map(Put::data).toList();
  }

  void refuse(Predicate<Put> records) {
    refused = records;
  }

  /** What happens once when records were taken, before the caller knows it. */
  void afterNextPut(Runnable event) {
    afterPut =
        () -> {
          afterPut = () -> {};
          event.run();
        };
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<Put> puts = read(exchange.getRequestBody());
      byte[] answer =
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("Records");
                for (Put put : puts) {
                  json.writeStartObject();
                  if (refused.test(put)) {
                    json.writeStringField("ErrorCode", "ProvisionedThroughputExceededException");
                  } else {
                    taken.add(put);
                    json.writeStringField("SequenceNumber", Integer.toString(taken.size()));
                    json.writeStringField("ShardId", "shardId-000000000000");
                  }
                  json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
              });
      afterPut.run();
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static List<Put> read(InputStream body) throws IOException {
    String stream = "";
    List<byte[]> data = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          switch (name) {
            case "StreamName" -> stream = json.getText();
            case "Data" -> data.add(json.getBinaryValue());
            case "PartitionKey" -> keys.add(json.getText());
            default -> {}
          }
        }
      }
    }
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      puts.add(new Put(stream, keys.get(i), data.get(i)));
    }
    return puts;
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
