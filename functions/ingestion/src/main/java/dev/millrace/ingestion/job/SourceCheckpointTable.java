package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * How far incremental sources are: the highest value of the cursor field that is stored, by owner
 * and source. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when the table
 * cannot be reached in time. Thread-safe.
 */
final class SourceCheckpointTable {
  private final DynamoDbClient dynamoDb;
  private final String table;

  SourceCheckpointTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** The checkpoint; empty where nothing of the source is stored. */
  Optional<String> find(String owner, String source, Deadline deadline) {
    return Optional.ofNullable(
            dynamoDb
                .getItem(
                    get ->
                        get.tableName(table)
                            .key(key(owner, source))
                            .consistentRead(true)
                            .overrideConfiguration(deadline.bound()))
                .item()
                .get("value"))
        .map(AttributeValue::s);
  }

  /**
   * Moves a checkpoint from the value that a run began with.
   *
   * @return false where another run has moved it since
   */
  boolean move(String owner, String source, Optional<String> from, String to, Deadline deadline) {
    try {
      dynamoDb.updateItem(
          update -> {
            update
                .tableName(table)
                .key(key(owner, source))
                .updateExpression("SET #value = :to")
                .expressionAttributeNames(Map.of("#value", "value"))
                .overrideConfiguration(deadline.bound());
            if (from.isPresent()) {
              update
                  .conditionExpression("#value = :from OR #value = :to")
                  .expressionAttributeValues(
                      Map.of(
                          ":to",
                          AttributeValue.fromS(to),
                          ":from",
                          AttributeValue.fromS(from.get())));
            } else {
              update
                  .conditionExpression("attribute_not_exists(#value) OR #value = :to")
                  .expressionAttributeValues(Map.of(":to", AttributeValue.fromS(to)));
            }
          });
      return true;
    } catch (ConditionalCheckFailedException moved) {
      return false;
    }
  }

  private static Map<String, AttributeValue> key(String owner, String source) {
    return Map.of("key", AttributeValue.fromS("checkpoint#" + source + "#" + owner));
  }
}
