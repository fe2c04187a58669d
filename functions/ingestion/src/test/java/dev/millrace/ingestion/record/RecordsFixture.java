package dev.millrace.ingestion.record;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.RunId;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.runs.RemoteCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * Records of an owner of their own, in a table that all tests share, at a time that a test sets.
 */
public final class RecordsFixture {
  static final String OBJECT = "pages/tracks/1";

  private static final String TABLE = newTable();
  private static final RemoteCalls CALLS = new RemoteCalls();
  private static final DynamoDbClient DYNAMO_DB = CALLS.dynamoDb();
  private static final AtomicInteger OWNERS = new AtomicInteger();

  final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T23:59:59.000250Z"));
  final RemoteCalls calls = CALLS;
  final String owner = "owner-" + OWNERS.incrementAndGet();
  final RecordsTable table = table(DYNAMO_DB, 8);

  /** One call at a time, so that calls have numbers. */
  final RecordsTable oneByOne = table(DYNAMO_DB, 1);

  final RecordSource tracks = source("tracks");

  RecordsFixture() {
    CALLS.planNothing();
  }

  RecordsTable table(DynamoDbClient dynamoDb, int callsAtOnce) {
    return new RecordsTable(dynamoDb, TABLE, clock, callsAtOnce);
  }

  RecordSource source(String name) {
    return new RecordSource(
        owner, name, List.of("id"), Optional.of("genres"), Optional.of("updated_at"));
  }

  public static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  /** Of later jobs the numbers are higher. */
  static RunId job(int number) {
    return new RunId("20261130T235959Z-" + HexFormat.of().toHexDigits(number, 12));
  }

  static Row track(long id, Instant updated, Object genres) {
    Row row = new Row();
    row.set("id", id);
    row.set("title", "track " + id);
    row.set("genres", genres);
    row.set("updated_at", updated);
    return row;
  }

  static Instant second(long number) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number);
  }

  /** The rows of a job's first page. */
  RecordCounts put(int job, Row... rows) throws InterruptedException {
    return put(table, job, rows);
  }

  RecordCounts put(RecordsTable to, int job, Row... rows) throws InterruptedException {
    return to.put(tracks, job(job), placed(rows), deadline());
  }

  static List<PlacedRow> placed(Row... rows) {
    List<PlacedRow> placed = new ArrayList<>();
    for (Row row : rows) {
      placed.add(new PlacedRow(row, 1, placed.size(), OBJECT));
    }
    return placed;
  }

  RecordQuery query(Optional<String> category) {
    return new RecordQuery(
        owner, "tracks", category, Optional.empty(), Optional.empty(), Optional.empty(), 1_000);
  }

  List<StoredRecord> all() {
    return table.page(query(Optional.empty()), deadline()).records();
  }

  List<StoredRecord> of(String category) {
    return table.page(query(Optional.of(category)), deadline()).records();
  }

  /** The values of a member of rows, as JSON. */
  static List<String> members(String name, List<StoredRecord> records) {
    return records.stream().map(record -> RecordText.members(record.row()).get(name)).toList();
  }

  static List<String> ids(List<StoredRecord> records) {
    return members("id", records);
  }

  /** Every item of this owner that stands in a list, by its list. */
  Map<String, Long> listed() {
    Map<String, Long> listed = new LinkedHashMap<>();
    items().stream()
        .map(item -> item.get("list"))
        .filter(list -> list != null && list.s().contains('"' + owner + '"'))
        .forEach(list -> listed.merge(list.s(), 1L, Long::sum));
    return listed;
  }

  /** Every item of every owner. */
  List<Map<String, AttributeValue>> items() {
    return DynamoDbServer.client().scanPaginator(scan -> scan.tableName(TABLE)).items().stream()
        .toList();
  }

  /** A new table of records, as it is deployed. */
  private static String newTable() {
    return DynamoDbServer.newTable(
        table ->
            table
                .keySchema(key("record", KeyType.HASH))
                .attributeDefinitions(
                    Stream.of("record", "list", "time_record").map(RecordsFixture::string).toList())
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("by_time")
                        .keySchema(key("list", KeyType.HASH), key("time_record", KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))
                        .build()));
  }

  private static KeySchemaElement key(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }

  private static AttributeDefinition string(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  static List<Object> genres(String... names) {
    return new ArrayList<>(Arrays.asList(names));
  }
}
