package dev.millrace.models.registry;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The table of versions: partition key {@code model}, sort key {@code version}. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class VersionTable {
  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public VersionTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** A version as it is now, be it deleted; empty where it never was. */
  public Optional<VersionRow> find(String model, String version, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(model, version))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Optional.of(VersionItem.read(answer.item())) : Optional.empty();
  }

  /** Every version of a model but those that were deleted, in no order. */
  public List<VersionRow> of(String model, Deadline deadline) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("model = :model")
            .expressionAttributeValues(Map.of(":model", fromS(model)))
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    List<VersionRow> versions = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(request).items()) {
      VersionRow row = VersionItem.read(item);
      if (row.status() != VersionStatus.DELETED) {
        versions.add(row);
      }
    }
    return versions;
  }

  /** 404 for a version that is not there, with those that are. */
  public Problem missing(String model, String version, Deadline deadline) {
    return RegistryProblem.noVersion(model, version, of(model, deadline));
  }

  /** The write of a version that is not there yet. */
  TransactWriteItem create(VersionRow row) {
    return item(put(row).conditionExpression("attribute_not_exists(model)"));
  }

  /** The write of a version in place of what was read of it, as long as it is still that. */
  TransactWriteItem replace(VersionRow before, VersionRow after) {
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = unchanged(before, values);
    return item(
        put(after)
            .conditionExpression(condition)
            .expressionAttributeNames(Map.of("#status", "status"))
            .expressionAttributeValues(values));
  }

  /** The removal of a version, as long as it is still what was read of it. */
  TransactWriteItem remove(VersionRow before) {
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = unchanged(before, values);
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(table)
                    .key(key(before.model(), before.version()))
                    .conditionExpression(condition)
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(values))
        .build();
  }

  /** A check for a transaction that only a validated version may be part of. */
  public TransactWriteItem requireValidated(String model, String version) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(table)
                    .key(key(model, version))
                    .conditionExpression("#status = :validated")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(
                        Map.of(":validated", fromS(VersionStatus.VALIDATED.text()))))
        .build();
  }

  /**
   * Writes a version in place of what was read of it: for what no history tells of.
   *
   * @return false, and nothing was written, when it is no longer what was read
   */
  boolean replaceAlone(VersionRow before, VersionRow after, Deadline deadline) {
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = unchanged(before, values);
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(VersionItem.of(after))
                  .conditionExpression(condition)
                  .expressionAttributeNames(Map.of("#status", "status"))
                  .expressionAttributeValues(values)
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException changed) {
      return false;
    }
  }

  /**
   * Makes all of these writes, or none.
   *
   * @return false, and nothing was written, when a condition is not met, or another transaction was
   *     at one of the rows at the same time
   */
  public boolean write(List<TransactWriteItem> writes, Deadline deadline) {
    try {
      dynamoDb.transactWriteItems(
          transaction -> transaction.transactItems(writes).overrideConfiguration(deadline.bound()));
      return true;
    } catch (TransactionCanceledException lost) {
      return false;
    }
  }

  /** A row changes only together with its status, its upload or its attempt. */
  private static String unchanged(VersionRow before, Map<String, AttributeValue> values) {
    values.put(":before", fromS(before.status().text()));
    values.put(":upload", fromS(before.upload()));
    before.attempt().ifPresent(attempt -> values.put(":attempt", fromS(attempt.id())));
    return "#status = :before AND upload = :upload AND "
        + (before.attempt().isPresent() ? "attempt = :attempt" : "attribute_not_exists(attempt)");
  }

  private Put.Builder put(VersionRow row) {
    return Put.builder().tableName(table).item(VersionItem.of(row));
  }

  private static TransactWriteItem item(Put.Builder put) {
    return TransactWriteItem.builder().put(put.build()).build();
  }

  private static Map<String, AttributeValue> key(String model, String version) {
    return Map.of("model", fromS(model), "version", fromS(version));
  }
}
