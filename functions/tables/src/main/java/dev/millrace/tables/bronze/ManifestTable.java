package dev.millrace.tables.bronze;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.stream.SequenceNumbers;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Which objects there are in bronze: of each shard a row an object, in the order of the stream.
 * Calls throw {@link SdkException} when the table cannot be reached in time.
 */
public final class ManifestTable {
  private static final String SHARD = "shard";
  private static final String FIRST = "first_sequence_number";
  private static final String EXPIRES_AT = "expires_at";
  private static final String SHARDS = "_shards";
  private static final String BEFORE_ALL = "!";

  /**
   * How far a shard's arrivals may be out of the order of its sequence numbers. Kinesis promises
   * nothing; rows of this much time are read in vain on either side.
   */
  private static final Duration DISORDER = Duration.ofDays(1);

  /** Of two years that leaves a minute. */
  private static final int HALVINGS = 20;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;
  private final Map<String, Integer> bronzeDays;

  /** The table, of objects that are kept for ever or put by others. */
  public ManifestTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this(dynamoDb, table, clock, Map.of());
  }

  /**
   * The table.
   *
   * @param bronzeDays how long the objects of a stream are kept, and so the rows that are put; the
   *     streams that it lacks are kept for ever
   */
  public ManifestTable(
      DynamoDbClient dynamoDb, String table, InstantSource clock, Map<String, Integer> bronzeDays) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
    this.bronzeDays = Map.copyOf(bronzeDays);
  }

  /**
   * Lists the shard among those that the stream has in bronze; before its first row, so that no row
   * is overlooked.
   */
  public void putShard(String stream, String shardId, Deadline deadline) {
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(Map.of(SHARD, key(stream, SHARDS), FIRST, fromS(shardId)))
                .overrideConfiguration(deadline.bound()));
  }

  /** Adds a row. One that is there stays: objects never change, and so it says the same. */
  public void put(ManifestRow row, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item(row))
                  .conditionExpression("attribute_not_exists(" + FIRST + ")")
                  .overrideConfiguration(deadline.bound()));
    } catch (ConditionalCheckFailedException there) {
      // An earlier run, or another at this moment, wrote the row and did not get to its checkpoint.
      return;
    }
  }

  /** The shards that the stream has ever had in bronze, by their names. */
  public List<String> shards(String stream, Deadline deadline) {
    List<String> shards = new ArrayList<>();
    Iterator<Map<String, AttributeValue>> items =
        new Query(key(stream, SHARDS), " > ", BEFORE_ALL, deadline);
    items.forEachRemaining(item -> shards.add(item.get(FIRST).s()));
    return List.copyOf(shards);
  }

  /**
   * The shard's rows, in order, of objects that begin behind a record, those left out that are past
   * their time; fetched page by page as they are read.
   *
   * @param sequenceNumber with leading zeros or without; {@code "0"} for every row
   */
  public Iterator<ManifestRow> rowsAfter(
      String stream, String shardId, String sequenceNumber, Deadline deadline) {
    return rowsAfter(stream, shardId, sequenceNumber, expired -> {}, deadline);
  }

  /**
   * As above.
   *
   * @param expired is handed the rows that are left out
   */
  public Iterator<ManifestRow> rowsAfter(
      String stream,
      String shardId,
      String sequenceNumber,
      Consumer<ManifestRow> expired,
      Deadline deadline) {
    return rows(stream, shardId, " > ", sequenceNumber, expired, deadline);
  }

  /** As {@link #rowsAfter}, and before them the row of the object that begins with the record. */
  public Iterator<ManifestRow> rowsFrom(
      String stream,
      String shardId,
      String sequenceNumber,
      Consumer<ManifestRow> expired,
      Deadline deadline) {
    return rows(stream, shardId, " >= ", sequenceNumber, expired, deadline);
  }

  private Iterator<ManifestRow> rows(
      String stream,
      String shardId,
      String comparison,
      String sequenceNumber,
      Consumer<ManifestRow> expired,
      Deadline deadline) {
    Query items =
        new Query(
            key(stream, shardId), comparison, SequenceNumbers.padded(sequenceNumber), deadline);
    return new Rows(stream, shardId, items, expired);
  }

  /** Rows from items, those handed over that are past their time. */
  private final class Rows implements Iterator<ManifestRow> {
    private final String stream;
    private final String shardId;
    private final Query items;
    private final Consumer<ManifestRow> expired;
    private final long now = clock.instant().getEpochSecond();
    private final Deque<ManifestRow> next = new ArrayDeque<>(1);

    Rows(String stream, String shardId, Query items, Consumer<ManifestRow> expired) {
      this.stream = stream;
      this.shardId = shardId;
      this.items = items;
      this.expired = expired;
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && items.hasNext()) {
        Map<String, AttributeValue> item = items.next();
        ManifestRow row = row(stream, shardId, item);
        AttributeValue expiresAt = item.get(EXPIRES_AT);
        // DynamoDB deletes what is past its time within days.
        if (expiresAt != null && Long.parseLong(expiresAt.n()) <= now) {
          expired.accept(row);
        } else {
          next.add(row);
        }
      }
      return !next.isEmpty();
    }

    @Override
    public ManifestRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return next.remove();
    }
  }

  /**
   * The shard's rows, in order, of objects that may hold records that arrived from {@code from} to
   * before {@code to}. It reads those rows, and of the others a number that does not grow with the
   * manifest: where they begin is searched for, and the first row that is past them is the last.
   */
  public List<ManifestRow> rowsThatArrived(
      String stream, String shardId, Instant from, Instant to, Deadline deadline) {
    String behind = lastBefore(stream, shardId, from.minus(DISORDER), deadline);
    Iterator<ManifestRow> rows = rowsAfter(stream, shardId, behind, deadline);
    List<ManifestRow> arrived = new ArrayList<>();
    while (rows.hasNext()) {
      ManifestRow row = rows.next();
      if (!row.firstArrival().isBefore(to.plus(DISORDER))) {
        break;
      }
      if (row.firstArrival().isBefore(to) && !row.lastArrival().isBefore(from)) {
        arrived.add(row);
      }
    }
    return arrived;
  }

  /**
   * The first sequence number of a row whose records arrived before a time, as do those of the rows
   * before it; {@code "0"} without one. Sequence numbers grow about evenly, so that halving their
   * range soon leaves few rows; were it otherwise, more rows would be read, and none missed.
   */
  private String lastBefore(String stream, String shardId, Instant time, Deadline deadline) {
    Optional<ManifestRow> first = edge(stream, shardId, "0", true, deadline);
    if (first.isEmpty() || !first.get().lastArrival().isBefore(time)) {
      return "0";
    }
    ManifestRow last = edge(stream, shardId, "0", false, deadline).orElseThrow();
    if (last.lastArrival().isBefore(time)) {
      return last.firstSequenceNumber();
    }
    BigInteger before = new BigInteger(first.get().firstSequenceNumber());
    BigInteger after = new BigInteger(last.firstSequenceNumber());
    for (int half = 0; half < HALVINGS; half++) {
      BigInteger middle = before.add(after).shiftRight(1);
      ManifestRow row = edge(stream, shardId, middle.toString(), true, deadline).orElse(last);
      if (row.lastArrival().isBefore(time)) {
        before = new BigInteger(row.firstSequenceNumber());
      } else {
        after = middle;
      }
    }
    return before.toString();
  }

  /** The first or the last row behind a sequence number, be it past its time or not. */
  private Optional<ManifestRow> edge(
      String stream, String shardId, String sequenceNumber, boolean first, Deadline deadline) {
    return dynamoDb
        .query(
            query ->
                query
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("#shard = :partition AND " + FIRST + " > :after")
                    .expressionAttributeNames(Map.of("#shard", SHARD))
                    .expressionAttributeValues(
                        Map.of(
                            ":partition",
                            key(stream, shardId),
                            ":after",
                            fromS(SequenceNumbers.padded(sequenceNumber))))
                    .scanIndexForward(first)
                    .limit(1)
                    .overrideConfiguration(deadline.bound()))
        .items()
        .stream()
        .findFirst()
        .map(item -> row(stream, shardId, item));
  }

  private static AttributeValue key(String stream, String shardId) {
    return fromS(stream + '/' + shardId);
  }

  private Map<String, AttributeValue> item(ManifestRow row) {
    Instant now = clock.instant();
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(SHARD, key(row.stream(), row.shardId()));
    item.put(FIRST, fromS(SequenceNumbers.padded(row.firstSequenceNumber())));
    item.put("last_sequence_number", fromS(SequenceNumbers.padded(row.lastSequenceNumber())));
    item.put("object_key", fromS(row.objectKey()));
    item.put("record_count", number(row.recordCount()));
    item.put("bytes", number(row.bytes()));
    item.put("first_arrival", fromS(Json.time(row.firstArrival())));
    item.put("last_arrival", fromS(Json.time(row.lastArrival())));
    item.put("archived_at", fromS(Json.time(now)));
    Integer days = bronzeDays.get(row.stream());
    if (days != null) {
      item.put(EXPIRES_AT, number(now.plus(days, ChronoUnit.DAYS).getEpochSecond()));
    }
    return item;
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  private static ManifestRow row(String stream, String shardId, Map<String, AttributeValue> item) {
    return new ManifestRow(
        stream,
        shardId,
        SequenceNumbers.plain(item.get(FIRST).s()),
        SequenceNumbers.plain(item.get("last_sequence_number").s()),
        item.get("object_key").s(),
        Long.parseLong(item.get("record_count").n()),
        Long.parseLong(item.get("bytes").n()),
        Instant.parse(item.get("first_arrival").s()),
        Instant.parse(item.get("last_arrival").s()));
  }

  /** Items of one partition whose sort keys come after a given one, or from it on. */
  private final class Query implements Iterator<Map<String, AttributeValue>> {
    private final String condition;
    private final Map<String, AttributeValue> values;
    private final Deadline deadline;
    private final Deque<Map<String, AttributeValue>> page = new ArrayDeque<>();
    private Map<String, AttributeValue> last = Map.of();
    private boolean more = true;

    Query(AttributeValue partition, String comparison, String sortKey, Deadline deadline) {
      this.condition = "#shard = :partition AND " + FIRST + comparison + ":key";
      this.values = Map.of(":partition", partition, ":key", fromS(sortKey));
      this.deadline = deadline;
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && more) {
        QueryResponse answer =
            dynamoDb.query(
                query ->
                    query
                        .tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression(condition)
                        // A reserved word.
                        .expressionAttributeNames(Map.of("#shard", SHARD))
                        .expressionAttributeValues(values)
                        .exclusiveStartKey(last.isEmpty() ? null : last)
                        .overrideConfiguration(deadline.bound()));
        page.addAll(answer.items());
        more = answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty();
        last = answer.lastEvaluatedKey();
      }
      return !page.isEmpty();
    }

    @Override
    public Map<String, AttributeValue> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.remove();
    }
  }
}
