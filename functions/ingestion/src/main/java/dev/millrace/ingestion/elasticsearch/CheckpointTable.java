package dev.millrace.ingestion.elasticsearch;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * CheckpointTable by their source's name. Each move is conditional on the one that was read: of two
 * runs that read the same one, one moves it, and only so far as it has put documents on the stream
 * itself. So a position never stands ahead of what was sent, without a lock. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached.
 * Thread-safe.
 */
public final class CheckpointTable {
  private static final String KEY = "key";
  private static final String POSITION = "position";
  private static final String REVISION = "revision";
  private static final String RUN = "run";
  private static final String WINDOW = "window";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  /** A table with the partition key {@code key}, a string. */
  public CheckpointTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
  }

  /** The checkpoint; empty where the key has none. */
  Optional<Checkpoint> find(String key, Deadline deadline) {
    Map<String, AttributeValue> item =
        dynamoDb
            .getItem(
                get ->
                    get.tableName(table)
                        .key(Map.of(KEY, fromS(key)))
                        .consistentRead(true)
                        .overrideConfiguration(deadline.bound()))
            .item();
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Checkpoint(
                Instant.ofEpochMilli(Long.parseLong(item.get(POSITION).n())),
                Long.parseLong(item.get(REVISION).n()),
                Optional.ofNullable(item.get(WINDOW)).map(AttributeValue::s)));
  }

  /**
   * Moves a checkpoint from one to the next.
   *
   * @param run the run's own id, by which it finds its write where the answer got lost
   * @param kept for how long the row is of use; empty is for ever
   * @return whether it is moved; false where another run has moved it since it was read
   */
  boolean move(
      String key,
      Checkpoint from,
      Checkpoint to,
      String run,
      Optional<Duration> kept,
      Deadline deadline) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(KEY, fromS(key));
    item.put(POSITION, number(to.position().toEpochMilli()));
    item.put(REVISION, number(to.revision()));
    item.put(RUN, fromS(run));
    // For people who look at the table.
    item.put("position_time", fromS(Json.time(to.position())));
    item.put("updated_at", fromS(Json.time(clock.instant())));
    to.window().ifPresent(window -> item.put(WINDOW, fromS(window)));
    kept.ifPresent(
        time -> item.put("expires_at", number(clock.instant().plus(time).getEpochSecond())));
    boolean first = from.revision() == 0;
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(
                      first ? "attribute_not_exists(#key)" : "#revision = :revision")
                  .expressionAttributeNames(
                      first ? Map.of("#key", KEY) : Map.of("#revision", REVISION))
                  .expressionAttributeValues(
                      first ? null : Map.of(":revision", number(from.revision())))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException moved) {
      Map<String, AttributeValue> held = moved.item();
      return held.containsKey(RUN)
          && held.get(RUN).s().equals(run)
          && held.get(REVISION).n().equals(Long.toString(to.revision()));
    }
  }

  /** Forgets a checkpoint that its run has come to the end of. */
  void delete(String key, Deadline deadline) {
    dynamoDb.deleteItem(
        delete ->
            delete
                .tableName(table)
                .key(Map.of(KEY, fromS(key)))
                .overrideConfiguration(deadline.bound()));
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }
}
