package dev.millrace.scoring;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The calls that the functions make but for those to S3, over HTTP: an empty table of zip codes, a
 * table of predictions with one item, a stream, and a model that predicts 0.25 of everything.
 */
final class AwsServer implements AutoCloseable {
  static final String STORED_ID = "a/b %2F ü";
  static final String FOREIGN_ID = "foreign";

  private final HttpServer server;
  private final List<Put> taken = new CopyOnWriteArrayList<>();
  private volatile Predicate<Put> refused = put -> false;
  private final Set<String> called = new ConcurrentSkipListSet<>();
  private volatile boolean down;
  private volatile boolean modelDown;

  record Put(String partitionKey, String data) {}

  AwsServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Put> taken() {
    return List.copyOf(taken);
  }

  void refuse(Predicate<Put> records) {
    refused = records;
  }

  /** The operations that were called, the model's as InvokeEndpoint. */
  Set<String> called() {
    return called;
  }

  void takeTheModelDown() {
    modelDown = true;
  }

  void goDown() {
    down = true;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String operation =
          target == null ? "InvokeEndpoint" : target.substring(target.indexOf('.') + 1);
      called.add(operation);
      if (down || (modelDown && target == null)) {
        send(exchange, 400, "{\"__type\": \"ResourceNotFoundException\", \"message\": \"inside\"}");
      } else if (operation.equals("PutItem")) {
        putItem(exchange, request);
      } else if (target == null) {
        send(exchange, 200, predictions(request));
      } else {
        String answer =
            switch (operation) {
              case "BatchGetItem" -> "{\"Responses\": {\"zips\": []}, \"UnprocessedKeys\": {}}";
              case "GetItem" -> item(request);
              case "PutRecords" -> put(request);
              default -> throw new IOException("No answer for " + target);
            };
        send(exchange, 200, answer);
      }
    }
  }

  /** A condition that wants the item to be there never holds: none is stored. */
  private static void putItem(HttpExchange exchange, byte[] request) throws IOException {
    boolean refused = new String(request, StandardCharsets.UTF_8).contains("attribute_exists(id)");
    send(
        exchange,
        refused ? 400 : 200,
        refused ? "{\"__type\": \"ConditionalCheckFailedException\", \"message\": \"no\"}" : "{}");
  }

  private static void send(HttpExchange exchange, int status, String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String predictions(byte[] request) throws IOException {
    List<String> predictions = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(request)) {
      int depth = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        depth += token == JsonToken.START_OBJECT ? 1 : token == JsonToken.END_OBJECT ? -1 : 0;
        if (token == JsonToken.START_OBJECT && depth == 2) {
          predictions.add("0.25");
        }
      }
    }
    return "{\"model\": \"demo\", \"model_version\": \"1.0.0\", \"predictions\": [%s]}"
        .formatted(String.join(",", predictions));
  }

  private static String item(byte[] request) throws IOException {
    if (texts(request, "S").contains(FOREIGN_ID)) {
      return "{\"Item\": {\"id\": {\"S\": \"foreign\"}}}";
    }
    return texts(request, "S").contains(STORED_ID)
        ? """
          {"Item": {"id": {"S": "a/b %2F ü"}, "order_key": {"S": "0"}, "content_hash": {"S": "0"},
           "event_time": {"S": "2024-11-17T21:53:01.293Z"}, "arrival_time": {"S": "2024-11-17T21:53:02.000Z"},
           "predicted_at": {"S": "2024-11-17T21:53:02.050Z"}, "stream": {"S": "sessions"}, "shard_id": {"S": "shard-1"},
           "sequence_number": {"S": "42"}, "sub_sequence_number": {"N": "0"}, "prediction": {"N": "0.5"},
           "features": {"M": {"day_of_week": {"N": "6"}, "hour_of_day": {"N": "21"}}},
           "model": {"S": "demo"}, "model_version": {"S": "0.9.0"}}}
          """
        : "{}";
  }

  private String put(byte[] request) throws IOException {
    List<String> keys = texts(request, "PartitionKey");
    List<String> data = texts(request, "Data");
    List<String> results = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] bytes = Base64.getDecoder().decode(data.get(i));
      Put put = new Put(keys.get(i), new String(bytes, StandardCharsets.ISO_8859_1));
      if (refused.test(put)) {
        results.add("{\"ErrorCode\": \"ProvisionedThroughputExceededException\"}");
      } else {
        taken.add(put);
        results.add("{\"SequenceNumber\": \"1\", \"ShardId\": \"shard-1\"}");
      }
    }
    return "{\"Records\": [%s]}".formatted(String.join(",", results));
  }

  private static List<String> texts(byte[] request, String field) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser json = Json.FACTORY.createParser(request)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING && field.equals(json.currentName())) {
          texts.add(json.getText());
        }
      }
    }
    return texts;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
