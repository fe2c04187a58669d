package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.common.Sha256;
import dev.millrace.runs.PreparedRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Which job an {@code Idempotency-Key} stands for, by owner, for 24 hours. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
final class IdempotencyKeyTable {
  private static final Duration KEPT = Duration.ofHours(24);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  /**
   * What a key stands for.
   *
   * @param body the SHA-256 of the body that came with it, in hexadecimal digits
   */
  record UsedKey(String job, String body) {}

  IdempotencyKeyTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What the key stands for; empty where it is new, or over 24 hours old. */
  Optional<UsedKey> find(String owner, String key, Deadline deadline) {
    Map<String, AttributeValue> item =
        dynamoDb
            .getItem(
                get ->
                    get.tableName(table)
                        .key(Map.of("key", AttributeValue.fromS(id(owner, key))))
                        .consistentRead(true)
                        .overrideConfiguration(deadline.bound()))
            .item();
    // A row past its time may be deleted late.
    if (item.isEmpty()
        || Long.parseLong(item.get("expires_at").n()) <= clock.instant().getEpochSecond()) {
      return Optional.empty();
    }
    return Optional.of(new UsedKey(item.get("job").s(), item.get("body").s()));
  }

  /**
   * Makes a key stand for a job, and writes the job's row, both or none.
   *
   * @return false where neither was written: another request has used the key since, or this write
   *     came twice, its answer having got lost
   */
  boolean write(String owner, String key, UsedKey use, PreparedRun job, Deadline deadline) {
    try {
      dynamoDb.transactWriteItems(
          write ->
              write
                  .transactItems(job.write(), write(owner, key, use))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (TransactionCanceledException | TransactionConflictException overtaken) {
      return false;
    }
  }

  private TransactWriteItem write(String owner, String key, UsedKey use) {
    Instant now = clock.instant();
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table)
                .item(
                    Map.of(
                        "key",
                        AttributeValue.fromS(id(owner, key)),
                        "job",
                        AttributeValue.fromS(use.job()),
                        "body",
                        AttributeValue.fromS(use.body()),
                        "expires_at",
                        AttributeValue.fromN(Long.toString(now.plus(KEPT).getEpochSecond()))))
                .conditionExpression("attribute_not_exists(#key) OR expires_at <= :now")
                .expressionAttributeNames(Map.of("#key", "key"))
                .expressionAttributeValues(
                    Map.of(":now", AttributeValue.fromN(Long.toString(now.getEpochSecond()))))
                .build())
        .build();
  }

  /** Hashed: a key is of any characters, and none of the owner's or key's can be the other's. */
  private static String id(String owner, String key) {
    return "idempotency#"
        + Sha256.hex((owner.length() + "#" + owner + "#" + key).getBytes(StandardCharsets.UTF_8));
  }
}
