package dev.millrace.ingestion.quality.result;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.runs.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The table of what quality checks came to: partition key {@code dataset}, sort key {@code
 * run_check}, time to live {@code expires_at}. A row of a check has the sort key {@code
 * JOB#SOURCE#POSITION} with three digits of position; one of a run that succeeded {@code
 * run#SOURCE#JOB}. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when the
 * table cannot be reached in time. Thread-safe.
 */
public final class QualityResultTable {
  /** A page ends after so many calls, however many rows of those read were past their time. */
  private static final int MOST_CALLS = 10;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final int days;
  private final InstantSource clock;

  /**
   * The table.
   *
   * @param days how long a row is kept; 0 for ever
   */
  QualityResultTable(DynamoDbClient dynamoDb, String table, int days, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.days = days;
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * The table that {@code QUALITY_TABLE} names. A row is kept for {@code QUALITY_DAYS}, for ever
   * where that is empty.
   *
   * @throws IllegalArgumentException when a setting holds what it cannot
   */
  public static QualityResultTable of(
      Settings settings, DynamoDbClient dynamoDb, InstantSource clock) {
    return new QualityResultTable(
        dynamoDb, settings.text("QUALITY_TABLE"), settings.days("QUALITY_DAYS").orElse(0), clock);
  }

  /**
   * Writes what a run's checks came to, all or none. Writing them again replaces them.
   *
   * @param results 100 at most
   */
  public void write(CheckedRun run, List<CheckResult> results, Deadline deadline) {
    if (results.isEmpty()) {
      return;
    }
    Optional<Instant> expiry = expiry(run);
    List<TransactWriteItem> writes =
        results.stream().map(result -> put(CheckResultItem.ofCheck(run, result, expiry))).toList();
    dynamoDb.transactWriteItems(
        write -> write.transactItems(writes).overrideConfiguration(deadline.bound()));
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(item)).build();
  }

  /**
   * Notes how many rows a run has stored, once it has succeeded. Later runs are compared with it.
   * Noting it again changes nothing.
   */
  public void recordSuccess(CheckedRun run, long rowsOut, Deadline deadline) {
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(CheckResultItem.ofRun(run, rowsOut, expiry(run)))
                .overrideConfiguration(deadline.bound()));
  }

  private Optional<Instant> expiry(CheckedRun run) {
    return days == 0 ? Optional.empty() : Optional.of(run.at().plus(days, ChronoUnit.DAYS));
  }

  /**
   * How many rows the last successful runs of a source stored, newest first.
   *
   * @param before only runs of jobs older than this one, so that a job that is done again is not
   *     compared with itself
   * @param most how many runs at most, 1 to 100
   */
  public List<Long> rowCounts(
      String dataset, String source, RunId before, int most, Deadline deadline) {
    String from = CheckResultItem.runsPrefix(source);
    // Both ends of BETWEEN are included: without its last digit an id sorts right before itself.
    String to = from + before.text().substring(0, before.text().length() - 1);
    QueryRequest.Builder request =
        query("run_check BETWEEN :from AND :to", dataset, Map.of(":from", from, ":to", to));
    return live(dynamoDb.query(bounded(request.limit(most), deadline)).items())
        .map(item -> Long.valueOf(item.get(CheckResultItem.ROWS).n()))
        .toList();
  }

  /** What the checks of a run came to, in their order; none where nothing is kept of it. */
  public List<StoredCheckResult> ofRun(
      String dataset, RunId job, String source, Deadline deadline) {
    QueryRequest.Builder request =
        query(
            "begins_with(run_check, :run)",
            dataset,
            Map.of(":run", CheckResultItem.checksPrefix(job, source)));
    // A hundred results, each of at most a few kilobytes, are one answer.
    return live(dynamoDb.query(bounded(request, deadline)).items())
        .map(CheckResultItem::read)
        .toList()
        .reversed();
  }

  /**
   * A page of a dataset's results, newest first: by job, within a job by source and position, from
   * the last to the first. Pages that follow each other neither lose nor repeat a result that was
   * there when the first was read.
   *
   * @param after the key of {@link CheckResultPage#next} of the page before; empty for the newest
   * @param limit 1 to 1,000
   */
  public CheckResultPage page(
      String dataset, Optional<String> after, int limit, Deadline deadline) {
    String behindChecks = CheckResultItem.BEHIND_CHECKS;
    String end = after.filter(key -> key.compareTo(behindChecks) < 0).orElse(behindChecks);
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    for (int call = 0; call < MOST_CALLS; call++) {
      // One more than the page holds is read, to know whether there is one.
      QueryRequest.Builder request =
          query("run_check < :end", dataset, Map.of(":end", end)).limit(limit + 1 - found.size());
      QueryResponse answer = dynamoDb.query(bounded(request, deadline));
      live(answer.items()).forEach(found::add);
      if (found.size() > limit) {
        return page(found.subList(0, limit), Optional.of(key(found.get(limit - 1))));
      }
      if (answer.lastEvaluatedKey().isEmpty()) {
        return page(found, Optional.empty());
      }
      end = key(answer.lastEvaluatedKey());
    }
    return page(found, Optional.of(end));
  }

  private static CheckResultPage page(
      List<Map<String, AttributeValue>> items, Optional<String> next) {
    return new CheckResultPage(items.stream().map(CheckResultItem::read).toList(), next);
  }

  private static String key(Map<String, AttributeValue> item) {
    return item.get(CheckResultItem.SORT_KEY).s();
  }

  private Stream<Map<String, AttributeValue>> live(List<Map<String, AttributeValue>> items) {
    Instant now = clock.instant();
    return items.stream().filter(item -> !CheckResultItem.isExpired(item, now));
  }

  /** A query of a dataset's rows, from the last sort key to the first. */
  private QueryRequest.Builder query(String range, String dataset, Map<String, String> bounds) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":dataset", fromS(dataset));
    bounds.forEach((name, key) -> values.put(name, fromS(key)));
    return QueryRequest.builder()
        .tableName(table)
        .keyConditionExpression("dataset = :dataset AND " + range)
        .expressionAttributeValues(values)
        .scanIndexForward(false);
  }

  private static QueryRequest bounded(QueryRequest.Builder request, Deadline deadline) {
    return request.consistentRead(true).overrideConfiguration(deadline.bound()).build();
  }
}
