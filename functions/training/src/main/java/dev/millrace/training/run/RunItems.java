package dev.millrace.training.run;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The items of the table of training runs. All of a run are of one partition, which DynamoDB gives
 * a thousand writes a second: what it puts off is written again until the deadline.
 */
public final class RunItems {
  /** What DynamoDB takes in one request. */
  private static final int BATCH = 25;

  private static final int RANGE = 1000;
  private static final int AT_ONCE = 8;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final Set<String> PUT_OFF =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** The items of runs in a table. Thread-safe. */
  public RunItems(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** An item's key: a run's id, and which of its items. */
  public static Map<String, AttributeValue> key(String runId, String item) {
    return Map.of("run_id", fromS(runId), "item", fromS(item));
  }

  Optional<Map<String, AttributeValue>> get(String runId, String item, Deadline deadline) {
    return Optional.of(
            dynamoDb
                .getItem(
                    get ->
                        get.tableName(table)
                            .key(key(runId, item))
                            .consistentRead(true)
                            .overrideConfiguration(deadline.bound()))
                .item())
        .filter(found -> !found.isEmpty());
  }

  void put(Map<String, AttributeValue> item, Deadline deadline) {
    dynamoDb.putItem(
        put -> put.tableName(table).item(item).overrideConfiguration(deadline.bound()));
  }

  /**
   * Puts items, in any order.
   *
   * @throws IllegalStateException when DynamoDB has not taken all by the deadline
   */
  public void putAll(List<Map<String, AttributeValue>> items, Deadline deadline)
      throws InterruptedException {
    List<List<WriteRequest>> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += BATCH) {
      batches.add(
          items.subList(from, Math.min(items.size(), from + BATCH)).stream()
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList());
    }
    new BoundedTasks(AT_ONCE)
        .all(
            batches,
            batch -> {
              for (List<WriteRequest> left = batch; !left.isEmpty(); ) {
                left = putSome(left, deadline);
                if (!left.isEmpty() && !deadline.pause(PAUSE)) {
                  throw new IllegalStateException(
                      "DynamoDB did not take the parts of a run in time; begin again, or take a shorter range");
                }
              }
              return batch;
            },
            deadline);
  }

  /** What DynamoDB has put off. */
  private List<WriteRequest> putSome(List<WriteRequest> puts, Deadline deadline) {
    try {
      return dynamoDb
          .batchWriteItem(
              write ->
                  write.requestItems(Map.of(table, puts)).overrideConfiguration(deadline.bound()))
          .unprocessedItems()
          .getOrDefault(table, List.of());
    } catch (SdkServiceException refused) {
      if (refused.isThrottlingException()) {
        return puts;
      }
      throw refused;
    }
  }

  /**
   * The items of numbers from 0, in order, those left out that are not there; read page by page,
   * some ranges of numbers at once.
   *
   * @param name the item's, by its number
   */
  <T> List<T> numbered(
      String runId,
      IntFunction<String> name,
      int count,
      Function<Map<String, AttributeValue>, T> reading,
      Deadline deadline)
      throws InterruptedException {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < count; start += RANGE) {
      starts.add(start);
    }
    return new BoundedTasks(AT_ONCE)
            .all(
                starts,
                start ->
                    query(
                        runId,
                        name.apply(start),
                        name.apply(Math.min(count, start + RANGE) - 1),
                        reading,
                        deadline),
                deadline)
            .stream()
            .flatMap(List::stream)
            .toList();
  }

  private <T> List<T> query(
      String runId,
      String first,
      String last,
      Function<Map<String, AttributeValue>, T> reading,
      Deadline deadline) {
    List<T> found = new ArrayList<>();
    Map<String, AttributeValue> behind = Map.of();
    do {
      Map<String, AttributeValue> start = behind;
      QueryResponse page =
          dynamoDb.query(
              query ->
                  query
                      .tableName(table)
                      .consistentRead(true)
                      .keyConditionExpression("run_id = :run AND #item BETWEEN :first AND :last")
                      .expressionAttributeNames(Map.of("#item", "item"))
                      .expressionAttributeValues(
                          Map.of(
                              ":run", fromS(runId), ":first", fromS(first), ":last", fromS(last)))
                      .exclusiveStartKey(start.isEmpty() ? null : start)
                      .overrideConfiguration(deadline.bound()));
      page.items().forEach(item -> found.add(reading.apply(item)));
      behind = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!behind.isEmpty());
    return found;
  }

  /** An update of an item, for {@link #write}. */
  public TransactWriteItem update(
      String runId,
      String item,
      String expression,
      Optional<String> condition,
      Map<String, AttributeValue> values) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(runId, item))
                    .updateExpression(expression)
                    .conditionExpression(condition.orElse(null))
                    .expressionAttributeValues(new HashMap<>(values)))
        .build();
  }

  /**
   * Makes updates together.
   *
   * @return false, and nothing is changed, when a condition does not hold
   */
  public boolean write(List<TransactWriteItem> updates, Deadline deadline)
      throws InterruptedException {
    while (true) {
      try {
        dynamoDb.transactWriteItems(
            write -> write.transactItems(updates).overrideConfiguration(deadline.bound()));
        return true;
      } catch (TransactionCanceledException canceled) {
        if (has(canceled, Set.of(CONDITION_FAILED))) {
          return false;
        }
        // Another part is counted at this moment, or there are too many.
        if (!has(canceled, PUT_OFF) || !deadline.pause(PAUSE)) {
          throw canceled;
        }
      }
    }
  }

  private static boolean has(TransactionCanceledException canceled, Set<String> codes) {
    return canceled.cancellationReasons().stream()
        .anyMatch(reason -> codes.contains(reason.code()));
  }
}
