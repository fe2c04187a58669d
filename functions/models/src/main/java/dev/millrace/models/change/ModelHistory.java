package dev.millrace.models.change;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.runs.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The table of changes: partition key {@code model}, sort key {@code change_id}. A change is
 * written in one transaction with what it changes. Thread-safe.
 */
public final class ModelHistory {
  /** The clocks of those that write changes differ by less. */
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public ModelHistory(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** The write of a change, for the transaction that makes it. */
  public TransactWriteItem write(ModelChange change) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("model", fromS(change.model()));
    item.put("change_id", fromS(change.changeId()));
    item.put("at", fromS(Json.time(change.at())));
    item.put("action", fromS(change.action()));
    item.put("who", fromS(change.who()));
    change.version().ifPresent(version -> item.put("version", fromS(version)));
    change.reason().ifPresent(reason -> item.put("reason", fromS(reason)));
    change.revision().ifPresent(revision -> item.put("revision", fromN(Long.toString(revision))));
    change.rollout().ifPresent(rollout -> item.put("rollout", fromS(rollout)));
    Map<String, AttributeValue> details = new HashMap<>();
    change.details().forEach((name, value) -> details.put(name, fromS(value)));
    item.put("details", fromM(details));
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(change_id)"))
        .build();
  }

  /** Whether the change was written. */
  public boolean contains(ModelChange change, Deadline deadline) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(table)
                    .key(
                        Map.of(
                            "model", fromS(change.model()), "change_id", fromS(change.changeId())))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()))
        .hasItem();
  }

  /** The changes that belong to a rollout, newest first. */
  public List<ModelChange> ofRollout(String model, RunId rollout, Deadline deadline) {
    String since = RunId.second(rollout.time().minus(CLOCKS_DIFFER));
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("model = :model AND change_id >= :since")
            .filterExpression("rollout = :rollout")
            .expressionAttributeValues(
                Map.of(
                    ":model",
                    fromS(model),
                    ":since",
                    fromS(since),
                    ":rollout",
                    fromS(rollout.text())))
            .scanIndexForward(false)
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    return dynamoDb.queryPaginator(request).items().stream().map(ModelHistory::read).toList();
  }

  /**
   * A page of a model's changes, newest first.
   *
   * @param before only those older than this change; an empty text for the newest
   * @param limit 1 to 1,000
   */
  public List<ModelChange> page(String model, String before, int limit, Deadline deadline) {
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":model", fromS(model)));
    if (!before.isEmpty()) {
      values.put(":before", fromS(before));
    }
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression(
                "model = :model" + (before.isEmpty() ? "" : " AND change_id < :before"))
            .expressionAttributeValues(values)
            .scanIndexForward(false)
            .limit(limit)
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    List<ModelChange> changes = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(request).items()) {
      changes.add(read(item));
      if (changes.size() == limit) {
        break;
      }
    }
    return changes;
  }

  private static ModelChange read(Map<String, AttributeValue> item) {
    Map<String, String> details = new HashMap<>();
    item.get("details").m().forEach((name, value) -> details.put(name, value.s()));
    return new ModelChange(
        item.get("model").s(),
        item.get("change_id").s(),
        Instant.parse(item.get("at").s()),
        item.get("action").s(),
        text(item, "version"),
        item.get("who").s(),
        text(item, "reason"),
        item.containsKey("revision")
            ? OptionalLong.of(Long.parseLong(item.get("revision").n()))
            : OptionalLong.empty(),
        text(item, "rollout"),
        details);
  }

  private static Optional<String> text(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
  }
}
