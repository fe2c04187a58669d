package dev.millrace.models.counters;

import static dev.millrace.models.counters.CounterItem.number;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.SequenceNumbers;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The table of counters: partition key {@code counted}, sort key {@code slot}. Beside the counts
 * ({@link CounterItem}) it holds for each shard of the log how many batches were counted (its
 * head), and which rows each of them had. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class CounterTable {
  /** As long as a stream keeps records that are counted late. */
  private static final Duration BATCHES_KEPT = Duration.ofDays(1);

  private static final String HEAD = "head";
  private static final String BATCH = "batch/";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Duration kept;
  private final InstantSource clock;

  /**
   * A table by its name.
   *
   * @param kept how long counts are kept after they grew last
   */
  public CounterTable(DynamoDbClient dynamoDb, String table, Duration kept, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.kept = Objects.requireNonNull(kept);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What a version did in a role since a revision, all shards together.
   *
   * @param since the first of the revisions by whose routes it was asked
   */
  public VersionCounts since(
      String model, String version, String role, long since, Deadline deadline) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("counted = :counted AND slot BETWEEN :from AND :to")
            .filterExpression("#role = :role")
            .expressionAttributeNames(Map.of("#role", "role"))
            .expressionAttributeValues(
                Map.of(
                    ":counted", fromS(CounterKey.counted(model, version)),
                    ":from", fromS(CounterKey.runningFrom(since)),
                    ":to", fromS(CounterKey.afterRunning()),
                    ":role", fromS(role)))
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    VersionCounts sum = new VersionCounts();
    dynamoDb.queryPaginator(request).items().forEach(item -> sum.add(CounterItem.read(item)));
    return sum;
  }

  /** How many batches of a shard were counted. */
  long head(String shard, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(shard, HEAD))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Long.parseLong(answer.item().get("batches").n()) : 0;
  }

  /** The rows of a shard that were logged since a time, and perhaps some before. */
  RecentRows recent(String shard, Instant since, Deadline deadline) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("counted = :shard AND begins_with(slot, :batch)")
            .expressionAttributeValues(
                Map.of(":shard", fromS(counted(shard)), ":batch", fromS(BATCH)))
            .scanIndexForward(false)
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    Deque<Map<String, AttributeValue>> newestFirst = new ArrayDeque<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(request).items()) {
      if (lastLogged(item).isBefore(since)) {
        break;
      }
      newestFirst.addFirst(item);
    }
    RecentRows rows = new RecentRows(since);
    newestFirst.forEach(item -> rows.restore(lastLogged(item), hashes(item)));
    return rows;
  }

  private static Instant lastLogged(Map<String, AttributeValue> batch) {
    return Instant.ofEpochMilli(Long.parseLong(batch.get("last_logged").n()));
  }

  private static long[] hashes(Map<String, AttributeValue> batch) {
    LongBuffer hashes = batch.get("hashes").b().asByteBuffer().asLongBuffer();
    long[] all = new long[hashes.remaining()];
    hashes.get(all);
    return all;
  }

  /** The counts that there are of these, by key. */
  Map<CounterKey, VersionCounts> read(Collection<CounterKey> keys, Deadline deadline) {
    Map<Map<String, AttributeValue>, CounterKey> byKey = new HashMap<>();
    keys.forEach(key -> byKey.put(CounterItem.key(key), key));
    Map<CounterKey, VersionCounts> read = new HashMap<>();
    Map<String, KeysAndAttributes> asked =
        keys.isEmpty()
            ? Map.of()
            : Map.of(
                table,
                KeysAndAttributes.builder().keys(byKey.keySet()).consistentRead(true).build());
    while (!asked.isEmpty()) {
      Map<String, KeysAndAttributes> now = asked;
      BatchGetItemResponse answer =
          dynamoDb.batchGetItem(
              get -> get.requestItems(now).overrideConfiguration(deadline.bound()));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        Map<String, AttributeValue> key =
            Map.of("counted", item.get("counted"), "slot", item.get("slot"));
        read.put(byKey.get(key), CounterItem.read(item));
      }
      asked = answer.unprocessedKeys();
    }
    return read;
  }

  /**
   * Writes what a batch adds, all or nothing, unless another batch of the shard was counted since
   * its head was read.
   *
   * @return whether it was written
   */
  boolean write(CountedBatch batch, Deadline deadline) {
    Instant now = clock.instant();
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(head(batch, now));
    items.add(put(item(batch, now)));
    long expiresAt = now.plus(kept).getEpochSecond();
    batch.counts().forEach((key, counts) -> items.add(put(CounterItem.of(key, counts, expiresAt))));
    try {
      dynamoDb.transactWriteItems(
          write -> write.transactItems(items).overrideConfiguration(deadline.bound()));
      return true;
    } catch (TransactionCanceledException cancelled) {
      if (cancelled.cancellationReasons().stream()
          .anyMatch(
              reason ->
                  "ConditionalCheckFailed".equals(reason.code())
                      || "TransactionConflict".equals(reason.code()))) {
        return false;
      }
      throw cancelled;
    }
  }

  private TransactWriteItem head(CountedBatch batch, Instant now) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":next", number(batch.head() + 1));
    values.put(":expires", number(now.plus(kept).getEpochSecond()));
    if (batch.head() > 0) {
      values.put(":head", number(batch.head()));
    }
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(batch.shard(), HEAD))
                    .updateExpression("SET batches = :next, expires_at = :expires")
                    .conditionExpression(
                        batch.head() == 0 ? "attribute_not_exists(batches)" : "batches = :head")
                    .expressionAttributeValues(values))
        .build();
  }

  private static Map<String, AttributeValue> item(CountedBatch batch, Instant now) {
    ByteBuffer hashes = ByteBuffer.allocate(batch.hashes().length * Long.BYTES);
    hashes.asLongBuffer().put(batch.hashes());
    Map<String, AttributeValue> item =
        new HashMap<>(
            key(batch.shard(), BATCH + SequenceNumbers.padded(batch.firstSequenceNumber())));
    item.put("hashes", fromB(SdkBytes.fromByteBuffer(hashes)));
    item.put("last_logged", number(batch.lastLogged().toEpochMilli()));
    item.put("expires_at", number(now.plus(BATCHES_KEPT).getEpochSecond()));
    return item;
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(item)).build();
  }

  private static String counted(String shard) {
    // No model's name has a hash sign.
    return "#shard/" + shard;
  }

  private static Map<String, AttributeValue> key(String shard, String slot) {
    return Map.of("counted", fromS(counted(shard)), "slot", fromS(slot));
  }
}
