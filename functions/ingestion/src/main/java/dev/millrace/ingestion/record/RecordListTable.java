package dev.millrace.ingestion.record;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Reads the records table by its index. Thread-safe. */
final class RecordListTable {
  static final String BY_TIME = "by_time";

  /** The most that the rows of a page may have, in UTF-16 units: an answer has a limit too. */
  static final int MOST_TEXT = 2 * 1024 * 1024;

  private static final String LOWEST = "!";
  private static final String BEHIND_ALL = "~";

  private final DynamoDbClient dynamoDb;
  private final String table;

  RecordListTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  RecordPage page(RecordQuery query, Deadline deadline) {
    String from = query.from().map(RecordListTable::bound).orElse(LOWEST);
    String to =
        query.after().orElseGet(() -> query.to().map(RecordListTable::bound).orElse(BEHIND_ALL));
    if (from.compareTo(to) >= 0) {
      return new RecordPage(List.of(), Optional.empty());
    }
    List<StoredRecord> records = new ArrayList<>();
    String last = "";
    int text = 0;
    Map<String, AttributeValue> start = Map.of();
    do {
      // One more than the page holds is read, to know whether there is one.
      QueryResponse answer =
          answer(query, from, to, query.limit() + 1 - records.size(), start, deadline);
      for (Map<String, AttributeValue> item : answer.items()) {
        text += item.get(RecordItem.ROW).s().length();
        if (records.size() == query.limit() || (text > MOST_TEXT && !records.isEmpty())) {
          return new RecordPage(records, Optional.of(last));
        }
        records.add(read(item));
        last = place(item);
      }
      start = answer.lastEvaluatedKey();
    } while (!start.isEmpty());
    return new RecordPage(records, Optional.empty());
  }

  /** Where a time's records begin. Records have whole microseconds. */
  private static String bound(Instant time) {
    Instant whole = time.truncatedTo(ChronoUnit.MICROS);
    return RecordTime.text(whole.equals(time) ? whole : whole.plus(1, ChronoUnit.MICROS));
  }

  private QueryResponse answer(
      RecordQuery query,
      String from,
      String to,
      int limit,
      Map<String, AttributeValue> start,
      Deadline deadline) {
    return dynamoDb.query(
        request ->
            request
                .tableName(table)
                .indexName(BY_TIME)
                .keyConditionExpression("#list = :list AND #time BETWEEN :from AND :to")
                .expressionAttributeNames(
                    Map.of("#list", RecordItem.LIST, "#time", RecordItem.TIME_RECORD))
                .expressionAttributeValues(
                    Map.of(
                        ":list",
                        fromS(RecordKey.list(query.owner(), query.source(), query.category())),
                        ":from",
                        fromS(from),
                        ":to",
                        fromS(to)))
                .scanIndexForward(false)
                .limit(limit)
                .exclusiveStartKey(start.isEmpty() ? null : start)
                .overrideConfiguration(deadline.bound()));
  }

  private static String place(Map<String, AttributeValue> item) {
    String sorted = item.get(RecordItem.TIME_RECORD).s();
    return sorted.substring(0, sorted.length() - 1);
  }

  private static StoredRecord read(Map<String, AttributeValue> item) {
    RecordVersion version = RecordVersion.parse(item.get(RecordItem.VERSION).s());
    String sorted = item.get(RecordItem.TIME_RECORD).s();
    return new StoredRecord(
        item.get(RecordItem.ROW).s(),
        RecordItem.isRowLeftOut(item),
        RecordTime.read(sorted.substring(0, sorted.indexOf('#'))),
        version.job(),
        version.page(),
        version.position(),
        item.get(RecordItem.OBJECT).s());
  }
}
