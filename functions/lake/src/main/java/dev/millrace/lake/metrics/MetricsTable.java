package dev.millrace.lake.metrics;

import dev.millrace.common.Deadline;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The table that {@code GET /metrics} is answered from. Rows and the summary carry the revision
 * that they were computed from, and a lower one never replaces a higher one, so runs may be late or
 * overlap. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when the table
 * cannot be reached in time. Thread-safe.
 */
public final class MetricsTable {
  /** As a limit: all. */
  public static final int ALL = Integer.MAX_VALUE;

  private static final String BY_SERVICE = "by-service";
  private static final String NOT_NEWER = "attribute_not_exists(#revision) OR #revision <= :own";
  private static final int MOST_ITEMS_A_CALL = 2000;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final OptionalInt days;

  /** The table, to be read. */
  public MetricsTable(DynamoDbClient dynamoDb, String table) {
    this(dynamoDb, table, OptionalInt.empty());
  }

  /**
   * The table.
   *
   * @param days how many whole days DynamoDB is to keep rows that are stored; empty is for ever
   */
  public MetricsTable(DynamoDbClient dynamoDb, String table, OptionalInt days) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.days = Objects.requireNonNull(days);
  }

  /**
   * Stores a row, also of a bucket that has lost its events: its revision keeps older rows out.
   *
   * @return false when a row of a higher revision is there, which stays
   */
  public boolean put(ServiceMinute row, long revision, Deadline deadline) {
    Map<String, AttributeValue> item = MetricsItem.of(row, revision);
    days.ifPresent(kept -> MetricsItem.expire(item, row.bucket().day(), kept));
    return putUnlessNewer(item, revision, deadline);
  }

  /**
   * Stores the summary.
   *
   * @return false when one of a higher revision is there, which stays
   */
  public boolean put(MetricsSummary summary, Deadline deadline) {
    return putUnlessNewer(MetricsItem.of(summary), summary.revision(), deadline);
  }

  private boolean putUnlessNewer(
      Map<String, AttributeValue> item, long revision, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(NOT_NEWER)
                  .expressionAttributeNames(Map.of("#revision", MetricsItem.REVISION))
                  .expressionAttributeValues(Map.of(":own", MetricsItem.number(revision)))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException newer) {
      return false;
    }
  }

  /** Lists a day among those that have rows; to be called before its first row is stored. */
  public void putDay(LocalDate day, Deadline deadline) {
    Map<String, AttributeValue> item = MetricsItem.of(day);
    days.ifPresent(kept -> MetricsItem.expire(item, day, kept));
    dynamoDb.putItem(
        put -> put.tableName(table).item(item).overrideConfiguration(deadline.bound()));
  }

  /** The summary; empty before the first run. */
  public Optional<MetricsSummary> summary(Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(MetricsItem.summaryKey())
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem()
        ? Optional.of(MetricsItem.readSummary(answer.item()))
        : Optional.empty();
  }

  /** The first so many of the days from {@code first} to {@code last} that have rows, in order. */
  public List<LocalDate> days(LocalDate first, LocalDate last, int limit, Deadline deadline) {
    List<LocalDate> days = new ArrayList<>();
    query(
        byKey(MetricsItem.DAYS, first.toString(), last.toString()),
        limit,
        days,
        item -> days.add(MetricsItem.readDay(item)),
        deadline);
    return days;
  }

  /**
   * The first so many rows of a day whose {@link RowKey} is from {@code first} to {@code last}, in
   * order, those of buckets that have lost their events left out.
   */
  public List<ServiceMinute> rows(
      LocalDate day, String first, String last, int limit, Deadline deadline) {
    return rows(byKey(day.toString(), first, last), limit, deadline);
  }

  /**
   * The same of one service on any day, {@code first} and {@code last} being minutes' texts. The
   * index follows the table within moments.
   */
  public List<ServiceMinute> rows(
      String service, String first, String last, int limit, Deadline deadline) {
    return rows(
        between(MetricsItem.SERVICE, service, MetricsItem.EVENT_TS, first, last)
            .indexName(BY_SERVICE),
        limit,
        deadline);
  }

  private List<ServiceMinute> rows(QueryRequest.Builder query, int limit, Deadline deadline) {
    List<ServiceMinute> rows = new ArrayList<>();
    query(
        query,
        limit,
        rows,
        item -> {
          ServiceMinute row = MetricsItem.read(item);
          if (!row.isEmpty()) {
            rows.add(row);
          }
        },
        deadline);
    return rows;
  }

  private static QueryRequest.Builder byKey(String partition, String first, String last) {
    return between(MetricsItem.DAY, partition, MetricsItem.MINUTE_SERVICE, first, last)
        .consistentRead(true);
  }

  private static QueryRequest.Builder between(
      String partitionName, String partition, String sortName, String first, String last) {
    return QueryRequest.builder()
        .keyConditionExpression("#partition = :partition AND #sort BETWEEN :first AND :last")
        .expressionAttributeNames(Map.of("#partition", partitionName, "#sort", sortName))
        .expressionAttributeValues(
            Map.of(
                ":partition", AttributeValue.fromS(partition),
                ":first", AttributeValue.fromS(first),
                ":last", AttributeValue.fromS(last)));
  }

  /** Hands items on until {@code found} holds {@code limit} or there are no more. */
  private void query(
      QueryRequest.Builder query,
      int limit,
      List<?> found,
      Consumer<Map<String, AttributeValue>> each,
      Deadline deadline) {
    Map<String, AttributeValue> from = Map.of();
    do {
      QueryResponse answer =
          dynamoDb.query(
              query
                  .tableName(table)
                  .exclusiveStartKey(from.isEmpty() ? null : from)
                  .limit(Math.min(limit - found.size(), MOST_ITEMS_A_CALL))
                  .overrideConfiguration(deadline.bound())
                  .build());
      answer.items().forEach(each);
      from = answer.lastEvaluatedKey();
    } while (!from.isEmpty() && found.size() < limit);
  }
}
