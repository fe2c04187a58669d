package dev.millrace.lake.cleaning;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The table that says which record has an event's id. The first to claim it stays, for a horizon
 * after its arrival: a claim counts as none for records that arrived later than that, whether or
 * not the table has deleted it yet. Calls throw {@link SdkException} when the table cannot be
 * reached in time.
 */
public final class ClaimTable {
  private static final String FREE_OR_OWN_OR_PAST =
      "attribute_not_exists(event_id) OR #position = :position OR expires_at < :arrival";

  /** DynamoDB takes partition keys of up to 2,048 bytes. */
  private static final int LONGEST_KEY = 1_024;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Duration horizon;

  /**
   * The table.
   *
   * @param horizon how long after its arrival a record keeps its claim
   */
  public ClaimTable(DynamoDbClient dynamoDb, String table, Duration horizon) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.horizon = Objects.requireNonNull(horizon);
  }

  /** Claims the id unless another record has it; who has it now. */
  Claim claim(Claimant claimant, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item(claimant))
                  .conditionExpression(FREE_OR_OWN_OR_PAST)
                  // A reserved word.
                  .expressionAttributeNames(Map.of("#position", "position"))
                  .expressionAttributeValues(
                      Map.of(
                          ":position", fromS(claimant.position()),
                          ":arrival", seconds(claimant.arrival().getEpochSecond())))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return new Claim(claimant.position(), claimant.contentHash());
    } catch (ConditionalCheckFailedException held) {
      return new Claim(held.item().get("position").s(), held.item().get("content_hash").s());
    }
  }

  private Map<String, AttributeValue> item(Claimant claimant) {
    return Map.of(
        "event_id", fromS(key(claimant.eventId())),
        "position", fromS(claimant.position()),
        "content_hash", fromS(claimant.contentHash()),
        "expires_at", seconds(claimant.arrival().plus(horizon).getEpochSecond()));
  }

  private static AttributeValue seconds(long epoch) {
    return fromN(Long.toString(epoch));
  }

  /** The id, or what stands for one that is too long. */
  private static String key(String eventId) {
    byte[] bytes = eventId.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_KEY ? eventId : "sha256:" + Sha256.hex(bytes);
  }
}
