package dev.millrace.lake.training;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.lake.training.TrainingRequest.Source;
import dev.millrace.lake.training.TrainingRun.Part;
import dev.millrace.lake.training.TrainingRun.PartResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The runs and their parts: items {@code run} and {@code part/000000} and so on under the run's id.
 * Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when the table cannot be
 * reached in time.
 */
final class TrainingRuns {
  private static final String RUN = "run";
  private static final String PART = "part/";
  private static final int BATCH = 25;
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final String CONFLICT = "TransactionConflict";
  private static final Duration CONFLICT_PAUSE = Duration.ofMillis(50);

  private final DynamoDbClient dynamoDb;
  private final String table;

  TrainingRuns(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** Puts the parts, and last the run: one that can be found is whole. */
  void put(TrainingRun run, List<String> objectKeys, Deadline deadline) {
    for (int from = 0; from < objectKeys.size(); from += BATCH) {
      putParts(run.id(), objectKeys, from, deadline);
    }
    Map<String, AttributeValue> item = new HashMap<>(key(run.id(), RUN));
    item.put("from", fromS(Json.time(run.from())));
    item.put("to", fromS(Json.time(run.to())));
    item.put("source", fromS(run.source().code()));
    item.put("parts", number(run.parts()));
    for (String total : List.of("parts_done", "row_count", "quarantined_count", "skewed_count")) {
      item.put(total, number(0));
    }
    dynamoDb.putItem(
        put -> put.tableName(table).item(item).overrideConfiguration(deadline.bound()));
  }

  private void putParts(String runId, List<String> objectKeys, int from, Deadline deadline) {
    int to = Math.min(objectKeys.size(), from + BATCH);
    dynamoDb.transactWriteItems(
        write ->
            write
                .transactItems(
                    IntStream.range(from, to)
                        .mapToObj(
                            number -> {
                              Map<String, AttributeValue> item =
                                  new HashMap<>(key(runId, partItem(number)));
                              item.put("object_key", fromS(objectKeys.get(number)));
                              return item;
                            })
                        .map(
                            item ->
                                TransactWriteItem.builder()
                                    .put(put -> put.tableName(table).item(item))
                                    .build())
                        .toList())
                .overrideConfiguration(deadline.bound()));
  }

  Optional<TrainingRun> find(String runId, Deadline deadline) {
    Map<String, AttributeValue> item = get(runId, RUN, deadline);
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TrainingRun(
                runId,
                Instant.parse(item.get("from").s()),
                Instant.parse(item.get("to").s()),
                Source.ofCode(item.get("source").s()).orElseThrow(),
                (int) number(item, "parts"),
                (int) number(item, "parts_done"),
                number(item, "row_count")
                    - (item.containsKey("repeated_count") ? number(item, "repeated_count") : 0),
                number(item, "quarantined_count"),
                number(item, "skewed_count"),
                item.containsKey("snapshot_id")
                    ? OptionalLong.of(number(item, "snapshot_id"))
                    : OptionalLong.empty()));
  }

  /** The part; empty when the run has none of that number. */
  Optional<Part> part(String runId, int number, Deadline deadline) {
    Map<String, AttributeValue> item = get(runId, partItem(number), deadline);
    return item.isEmpty() ? Optional.empty() : Optional.of(part(item));
  }

  /** The run's parts, in order. */
  List<Part> parts(String runId, Deadline deadline) {
    return dynamoDb
        .queryPaginator(
            query ->
                query
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("run_id = :run AND begins_with(#item, :part)")
                    .expressionAttributeNames(Map.of("#item", "item"))
                    .expressionAttributeValues(Map.of(":run", fromS(runId), ":part", fromS(PART)))
                    .overrideConfiguration(deadline.bound()))
        .items()
        .stream()
        .map(TrainingRuns::part)
        .toList();
  }

  /**
   * Notes what a part gave, and counts it in the run, together.
   *
   * @return whether it was the first to do so; another's files are the part's, ours are orphans
   */
  boolean complete(String runId, int number, PartResult result, Deadline deadline)
      throws InterruptedException {
    while (true) {
      try {
        dynamoDb.transactWriteItems(
            write ->
                write
                    .transactItems(partDone(runId, number, result), runCounts(runId, result))
                    .overrideConfiguration(deadline.bound()));
        return true;
      } catch (TransactionCanceledException canceled) {
        if (has(canceled, CONDITION_FAILED)) {
          return false;
        }
        // Another part is counted at this moment.
        if (!has(canceled, CONFLICT) || !deadline.pause(CONFLICT_PAUSE)) {
          throw canceled;
        }
      }
    }
  }

  private static boolean has(TransactionCanceledException canceled, String code) {
    return canceled.cancellationReasons().stream().anyMatch(reason -> code.equals(reason.code()));
  }

  private TransactWriteItem partDone(String runId, int number, PartResult result) {
    Map<String, AttributeValue> values = totals(result);
    values.put(":files", fromS(result.files()));
    values.put(":quarantine", fromS(result.quarantineFiles()));
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(runId, partItem(number)))
                    .conditionExpression("attribute_not_exists(row_count)")
                    .updateExpression(
                        "SET data_files = :files, quarantine_files = :quarantine, row_count = :rows, quarantined_count = :quarantined, skewed_count = :skewed")
                    .expressionAttributeValues(values))
        .build();
  }

  private TransactWriteItem runCounts(String runId, PartResult result) {
    Map<String, AttributeValue> values = totals(result);
    values.put(":one", number(1));
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(runId, RUN))
                    .updateExpression(
                        "ADD parts_done :one, row_count :rows, quarantined_count :quarantined, skewed_count :skewed")
                    .expressionAttributeValues(values))
        .build();
  }

  private static Map<String, AttributeValue> totals(PartResult result) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":rows", number(result.rows()));
    values.put(":quarantined", number(result.quarantined()));
    values.put(":skewed", number(result.skewed()));
    return values;
  }

  /** Notes the snapshot of the run's commit, and how many of the parts' rows are not in it. */
  void committed(String runId, long snapshotId, long repeated, Deadline deadline) {
    dynamoDb.updateItem(
        update ->
            update
                .tableName(table)
                .key(key(runId, RUN))
                .updateExpression("SET snapshot_id = :snapshot, repeated_count = :repeated")
                .expressionAttributeValues(
                    Map.of(":snapshot", number(snapshotId), ":repeated", number(repeated)))
                .overrideConfiguration(deadline.bound()));
  }

  private Map<String, AttributeValue> get(String runId, String item, Deadline deadline) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(table)
                    .key(key(runId, item))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()))
        .item();
  }

  private static Part part(Map<String, AttributeValue> item) {
    return new Part(
        Integer.parseInt(item.get("item").s().substring(PART.length())),
        item.get("object_key").s(),
        item.containsKey("row_count")
            ? Optional.of(
                new PartResult(
                    item.get("data_files").s(),
                    item.get("quarantine_files").s(),
                    number(item, "row_count"),
                    number(item, "quarantined_count"),
                    number(item, "skewed_count")))
            : Optional.empty());
  }

  private static Map<String, AttributeValue> key(String runId, String item) {
    return Map.of("run_id", fromS(runId), "item", fromS(item));
  }

  private static String partItem(int number) {
    return PART + String.format(Locale.ROOT, "%06d", number);
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(item.get(name).n());
  }
}
