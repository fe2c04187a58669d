package dev.millrace.lake.bronze;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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
  private static final String SHARDS = "_shards";
  private static final String BEFORE_ALL = "!";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  public ManifestTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.clock = clock;
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
        new Query(key(stream, SHARDS), BEFORE_ALL, deadline);
    items.forEachRemaining(item -> shards.add(item.get(FIRST).s()));
    return List.copyOf(shards);
  }

  /**
   * The shard's rows, in order, of objects that begin behind a record; fetched page by page as they
   * are read.
   *
   * @param sequenceNumber with leading zeros or without; {@code "0"} for every row
   */
  public Iterator<ManifestRow> rowsAfter(
      String stream, String shardId, String sequenceNumber, Deadline deadline) {
    Iterator<Map<String, AttributeValue>> items =
        new Query(key(stream, shardId), SequenceNumbers.padded(sequenceNumber), deadline);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public ManifestRow next() {
        return row(stream, shardId, items.next());
      }
    };
  }

  private static AttributeValue key(String stream, String shardId) {
    return fromS(stream + '/' + shardId);
  }

  private Map<String, AttributeValue> item(ManifestRow row) {
    return Map.of(
        SHARD,
        key(row.stream(), row.shardId()),
        FIRST,
        fromS(SequenceNumbers.padded(row.firstSequenceNumber())),
        "last_sequence_number",
        fromS(SequenceNumbers.padded(row.lastSequenceNumber())),
        "object_key",
        fromS(row.objectKey()),
        "record_count",
        fromN(Long.toString(row.recordCount())),
        "bytes",
        fromN(Long.toString(row.bytes())),
        "first_arrival",
        fromS(Json.time(row.firstArrival())),
        "last_arrival",
        fromS(Json.time(row.lastArrival())),
        "archived_at",
        fromS(Json.time(clock.instant())));
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

  /** Items of one partition whose sort keys come after a given one. */
  private final class Query implements Iterator<Map<String, AttributeValue>> {
    private final Map<String, AttributeValue> values;
    private final Deadline deadline;
    private final Deque<Map<String, AttributeValue>> page = new ArrayDeque<>();
    private Map<String, AttributeValue> last = Map.of();
    private boolean more = true;

    Query(AttributeValue partition, String after, Deadline deadline) {
      this.values = Map.of(":partition", partition, ":after", fromS(after));
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
                        .keyConditionExpression("#shard = :partition AND " + FIRST + " > :after")
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
