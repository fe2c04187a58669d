package dev.millrace.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.function.Predicate;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Kinesis' PutRecords over HTTP, with what an emulator does not let a test choose: which records
 * are refused, and which calls fail. It answers one call at a time.
 */
public final class PutRecordsServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final KinesisClient client;
  private final List<List<Put>> calls = new CopyOnWriteArrayList<>();
  private final List<Put> taken = new CopyOnWriteArrayList<>();
  private volatile BiPredicate<Integer, Put> refused = (_, _) -> false;
  private volatile IntPredicate failed = _ -> false;
  private volatile Runnable afterPut = () -> {};

  /**
   * A record as it came.
   *
   * @param stream the name of the stream
   */
  public record Put(String stream, String partitionKey, byte[] bytes) {
    /** The bytes read as UTF-8. */
    public String data() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  public PutRecordsServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    // JSON, which this server reads, in place of the SDK's CBOR.
    System.setProperty("aws.cborEnabled", "false");
    client = EmulatorClients.build(KinesisClient.builder(), endpoint(), 4, Duration.ofSeconds(10));
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public KinesisClient client() {
    return client;
  }

  /** The records of each call, in order. */
  public List<List<Put>> calls() {
    return List.copyOf(calls);
  }

  /** The records that were not refused, in order. */
  public List<Put> taken() {
    return List.copyOf(taken);
  }

  /** Their data as strings. */
  public List<String> takenData() {
    return taken.stream().map(Put::data).toList();
  }

  /** Refuses records. */
  public void refuse(Predicate<Put> records) {
    refuse((_, put) -> records.test(put));
  }

  /** Refuses records by the number of their call, from 0. */
  public void refuse(BiPredicate<Integer, Put> records) {
    refused = records;
  }

  /** Answers calls with an error, by their number from 0. */
  public void fail(IntPredicate callsThatFail) {
    failed = callsThatFail;
  }

  /** What happens once when records were taken, before the caller knows it. */
  public void afterNextPut(Runnable event) {
    afterPut =
        () -> {
          afterPut = () -> {};
          event.run();
        };
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<Put> puts = read(JSON.readTree(exchange.getRequestBody()));
      int call = calls.size();
      calls.add(puts);
      ObjectNode answer = JSON.createObjectNode();
      if (failed.test(call)) {
        send(exchange, 400, answer.put("__type", "ResourceNotFoundException"));
        return;
      }
      ArrayNode results = answer.putArray("Records");
      for (Put put : puts) {
        if (refused.test(call, put)) {
          results.addObject().put("ErrorCode", "ProvisionedThroughputExceededException");
        } else {
          taken.add(put);
          results
              .addObject()
              .put("SequenceNumber", Integer.toString(taken.size()))
              .put("ShardId", "shardId-000000000000");
        }
      }
      afterPut.run();
      send(exchange, 200, answer);
    }
  }

  private static List<Put> read(JsonNode request) throws IOException {
    List<Put> puts = new ArrayList<>();
    for (JsonNode record : request.path("Records")) {
      puts.add(
          new Put(
              request.path("StreamName").asText(),
              record.path("PartitionKey").asText(),
              record.path("Data").binaryValue()));
    }
    return puts;
  }

  private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Lets nothing be reached any more. */
  public void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    client.close();
    stop();
  }
}
