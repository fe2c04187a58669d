package dev.millrace.ingestion.record;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.UnfinishedTasks;
import dev.millrace.runs.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * The rows that jobs stored, by source, category and time. A row stands for the one with its key
 * that a later job stored, else that stands later in the same job; rows that are gone at their
 * source stay. Storing rows again changes nothing, and so does an older job. Calls throw {@link
 * SdkException} when the table cannot be reached in time. Thread-safe.
 */
public final class RecordsTable {
  /** The limit of BatchGetItem. */
  private static final int KEYS_OF_A_CALL = 100;

  /** Of so many rows the JSON is in memory, whatever the page holds. */
  private static final int ROWS_AT_ONCE = 500;

  private static final Map<String, String> STATE_NAMES =
      RecordStateItem.ATTRIBUTES.stream()
          .collect(Collectors.toUnmodifiableMap(name -> '#' + name, name -> name));
  private static final String STATE_PROJECTION = String.join(", ", STATE_NAMES.keySet());

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;
  private final BoundedTasks tasks;
  private final RecordWriteTable write;
  private final RecordListTable listing;

  /** The table that {@code RECORDS_TABLE} names. */
  public static RecordsTable of(
      Settings settings, DynamoDbClient dynamoDb, InstantSource clock, int callsAtOnce) {
    return new RecordsTable(dynamoDb, settings.text("RECORDS_TABLE"), clock, callsAtOnce);
  }

  /**
   * The table.
   *
   * @param callsAtOnce the most calls that are under way at once, from 1; no more than the client
   *     has connections
   */
  public RecordsTable(DynamoDbClient dynamoDb, String table, InstantSource clock, int callsAtOnce) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
    this.tasks = new BoundedTasks(callsAtOnce);
    this.write = new RecordWriteTable(dynamoDb, table);
    this.listing = new RecordListTable(dynamoDb, table);
  }

  /**
   * Stores rows of a job. When it throws, some of them are stored; the same call, or a later job's,
   * completes what it left.
   *
   * @param rows of the source, in any order
   * @throws UnfinishedTasks when the deadline passes first
   */
  public RecordCounts put(RecordSource of, RunId job, List<PlacedRow> rows, Deadline deadline)
      throws InterruptedException {
    RecordCounts counts = RecordCounts.NONE;
    for (List<PlacedRow> some : inParts(rows, ROWS_AT_ONCE)) {
      counts = counts.plus(store(of, job, some, deadline));
    }
    return counts;
  }

  private RecordCounts store(RecordSource of, RunId job, List<PlacedRow> rows, Deadline deadline)
      throws InterruptedException {
    Map<String, NewRecord> records = new LinkedHashMap<>();
    for (PlacedRow row : rows) {
      NewRecord record = NewRecord.of(of, job, row);
      records.merge(record.id(), record, RecordsTable::later);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<NewRecord> all = List.copyOf(records.values());
    Map<String, RecordStateItem> known = new HashMap<>();
    tasks
        .all(inParts(all, KEYS_OF_A_CALL), some -> states(some, deadline), deadline)
        .forEach(known::putAll);
    List<RecordCounts> counts =
        tasks.all(
            all,
            record ->
                write.store(record, Optional.ofNullable(known.get(record.id())), now, deadline),
            deadline);
    return RecordCounts.sum(counts).plus(RecordCounts.superseded(rows.size() - all.size()));
  }

  private static NewRecord later(NewRecord one, NewRecord other) {
    return one.version().compareTo(other.version()) > 0 ? one : other;
  }

  private static <T> List<List<T>> inParts(List<T> all, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      parts.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return parts;
  }

  /**
   * The states of those records that are there. A record that a full answer or a busy table left
   * out is taken for a new one: putting it fails, and tells its state.
   */
  private Map<String, RecordStateItem> states(List<NewRecord> records, Deadline deadline) {
    List<Map<String, AttributeValue>> keys =
        records.stream().map(record -> Map.of(RecordItem.RECORD, fromS(record.id()))).toList();
    KeysAndAttributes asked =
        KeysAndAttributes.builder()
            .keys(keys)
            .consistentRead(true)
            .projectionExpression(STATE_PROJECTION)
            .expressionAttributeNames(STATE_NAMES)
            .build();
    Map<String, RecordStateItem> states = new HashMap<>();
    dynamoDb
        .batchGetItem(
            get -> get.requestItems(Map.of(table, asked)).overrideConfiguration(deadline.bound()))
        .responses()
        .getOrDefault(table, List.of())
        .forEach(item -> states.put(item.get(RecordItem.RECORD).s(), RecordStateItem.read(item)));
    return states;
  }

  /**
   * A page of records, newest first. Records that were stored within the last second may still be
   * missing.
   */
  public RecordPage page(RecordQuery query, Deadline deadline) {
    return listing.page(query, deadline);
  }
}
