package dev.millrace.lake.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.lookup.StoredAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The DynamoDB table that serving reads: an item for each key of each look-up table, with the
 * newest row. Thread-safe.
 */
public final class ServedTable {
  private static final String KEY = "_millrace_key";
  private static final String VALID_FROM = "_millrace_valid_from";
  private static final String NOT_NEWER =
      "attribute_not_exists(#valid_from) OR #valid_from <= :valid_from";

  private final DynamoDbClient dynamoDb;
  private final String table;

  /**
   * The table.
   *
   * @param table its name
   */
  public ServedTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /**
   * Puts a row in the place of one that is not newer.
   *
   * @return false when a newer one is there
   * @throws software.amazon.awssdk.core.exception.SdkException when the table cannot be reached
   */
  boolean put(LookupKey key, Instant validFrom, StoredAttributes attributes, Deadline deadline) {
    AttributeValue from = AttributeValue.fromS(Json.time(validFrom));
    Map<String, AttributeValue> item = new HashMap<>();
    attributes
        .values()
        .forEach(
            (name, value) ->
                item.put(
                    name,
                    attributes.numbers().contains(name)
                        ? AttributeValue.fromN(value)
                        : AttributeValue.fromS(value)));
    item.put(KEY, AttributeValue.fromS(key.toString()));
    item.put(VALID_FROM, from);
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(NOT_NEWER)
                  .expressionAttributeNames(Map.of("#valid_from", VALID_FROM))
                  .expressionAttributeValues(Map.of(":valid_from", from))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException newer) {
      return false;
    }
  }
}
