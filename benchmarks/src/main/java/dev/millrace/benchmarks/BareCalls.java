package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;

/**
 * The remote calls that ScoreSessions makes for its batches, and nothing else: no event to decode,
 * no document to parse, no answer to read. Requests are made beforehand. A process of its own, with
 * the function's environment, as {@link BareLoop} starts it.
 */
public final class BareCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONDITION =
      "attribute_not_exists(id) OR (order_key < :order AND content_hash <> :hash)";

  private final DynamoDbClient dynamoDb;
  private final KinesisClient kinesis;
  private final SageMakerRuntimeClient sageMaker;
  private final Map<String, String> environment;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private BareCalls(Map<String, String> environment) {
    this.environment = environment;
    SdkHttpClient http = ApacheHttpClient.builder().maxConnections(40).tcpKeepAlive(true).build();
    dynamoDb = DynamoDbClient.builder().httpClient(http).build();
    kinesis = KinesisClient.builder().httpClient(http).build();
    sageMaker = SageMakerRuntimeClient.builder().httpClient(http).build();
  }

  /** The requests of a batch, and when it is due, in milliseconds after the first. */
  private record Batch(
      long dueMillis,
      BatchGetItemRequest lookUp,
      InvokeEndpointRequest invocation,
      List<PutItemRequest> puts,
      PutRecordsRequest log) {}

  /**
   * Prints a line for each document: its batch's due time and the time from the batch's start until
   * it was stored, both in ms.
   *
   * @param arguments the file that {@link BareLoop} wrote
   */
  public static void main(String[] arguments) {
    Program.run(() -> new BareCalls(System.getenv()).run(Path.of(arguments[0])));
  }

  private void run(Path file) throws IOException, InterruptedException {
    List<Batch> batches = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      batches.add(batch(JSON.readTree(line)));
    }
    long start = System.nanoTime();
    StringBuilder measured = new StringBuilder();
    for (Batch batch : batches) {
      Duration left = Duration.ofMillis(batch.dueMillis).minusNanos(System.nanoTime() - start);
      if (left.isPositive()) {
        Thread.sleep(left);
      }
      for (double millis : storedAfter(batch)) {
        measured.append(batch.dueMillis).append(' ').append(millis).append('\n');
      }
    }
    System.out.print(measured);
  }

  /** Carries the batch's calls out and gives the time until each document was stored, in ms. */
  private List<Double> storedAfter(Batch batch) throws InterruptedException {
    long start = System.nanoTime();
    dynamoDb.batchGetItem(batch.lookUp);
    sageMaker.invokeEndpoint(batch.invocation);
    List<Future<Double>> puts = new ArrayList<>();
    for (PutItemRequest put : batch.puts) {
      puts.add(
          threads.submit(
              () -> {
                dynamoDb.putItem(put);
                return (System.nanoTime() - start) / 1e6;
              }));
    }
    List<Double> stored = new ArrayList<>();
    for (Future<Double> put : puts) {
      try {
        stored.add(put.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("A put failed", e.getCause());
      }
    }
    kinesis.putRecords(batch.log);
    return stored;
  }

  private Batch batch(JsonNode batch) throws IOException {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    ObjectNode body = JSON.createObjectNode();
    var instances = body.putArray("instances");
    List<PutItemRequest> puts = new ArrayList<>();
    List<PutRecordsRequestEntry> rows = new ArrayList<>();
    for (JsonNode document : batch.path("documents")) {
      keys.add(Map.of("_millrace_key", text("zip_codes#" + document.path("zip_code").asText())));
      JsonNode row = document.path("row");
      instances.add(row.path("features"));
      puts.add(put(row));
      rows.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(row.path("id").asText())
              .data(SdkBytes.fromByteArray(JSON.writeValueAsBytes(row)))
              .build());
    }
    return new Batch(
        batch.path("due_ms").asLong(),
        BatchGetItemRequest.builder()
            .requestItems(
                Map.of(
                    environment.get("LOOKUPS_TABLE"),
                    KeysAndAttributes.builder().keys(keys).build()))
            .build(),
        InvokeEndpointRequest.builder()
            .endpointName(environment.get("MODEL_ENDPOINT"))
            .contentType("application/json")
            .accept("application/json")
            .body(SdkBytes.fromByteArray(JSON.writeValueAsBytes(body)))
            .build(),
        puts,
        PutRecordsRequest.builder()
            .streamName(environment.get("PREDICTIONS_STREAM"))
            .records(rows)
            .build());
  }

  private PutItemRequest put(JsonNode row) {
    Map<String, AttributeValue> features = new HashMap<>();
    row.path("features")
        .properties()
        .forEach(feature -> features.put(feature.getKey(), number(feature.getValue())));
    Map<String, AttributeValue> item = new HashMap<>();
    for (String name :
        List.of(
            "event_time",
            "arrival_time",
            "stream",
            "shard_id",
            "sequence_number",
            "model",
            "model_version")) {
      item.put(name, text(row.path(name).asText()));
    }
    String order = "%015d/%015d/%060d/%06d".formatted(0, 0, 0, 0);
    String hash = "0".repeat(64);
    item.put("id", text("bare-" + row.path("id").asText()));
    item.put("order_key", text(order));
    item.put("content_hash", text(hash));
    item.put("predicted_at", text(row.path("arrival_time").asText()));
    item.put("sub_sequence_number", number(row.path("sub_sequence_number")));
    item.put("features", AttributeValue.fromM(features));
    item.put("prediction", number(row.path("prediction")));
    return PutItemRequest.builder()
        .tableName(environment.get("PREDICTIONS_TABLE"))
        .item(item)
        .conditionExpression(CONDITION)
        .expressionAttributeValues(Map.of(":order", text(order), ":hash", text(hash)))
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(JsonNode number) {
    return AttributeValue.fromN(number.asText());
  }
}
