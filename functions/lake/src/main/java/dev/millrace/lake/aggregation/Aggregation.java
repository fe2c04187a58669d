package dev.millrace.lake.aggregation;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.lake.anomaly.RecentAnomalies;
import dev.millrace.lake.metrics.MetricsSummary;
import dev.millrace.lake.metrics.MetricsTable;
import dev.millrace.lake.metrics.MetricsWrites;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.Retention;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Brings the metrics up to silver's newest snapshot, a bounded number of events a commit, and no
 * more days in one than the time allows. A step stores the buckets that it computes in DynamoDB,
 * then commits them to gold together with how far it is, and then stores the summary. Whatever a
 * crash leaves out the next run makes up for: it computes the same buckets again, and before
 * anything else stores the summary of what gold holds. The metrics of days whose events or metrics
 * are past their retention stay as they were, whatever comes late. For one thread at a time.
 */
public final class Aggregation {
  private static final String SILVER = "service_events";
  private static final Logger LOG = LoggerFactory.getLogger(Aggregation.class);

  private final LakeCatalog catalog;
  private final String silverDatabase;
  private final TableDefinition gold;
  private final Retention retention;
  private final MetricsTable table;
  private final MetricsWrites writes;
  private final InstantSource clock;
  private final long rowsACommit;

  /**
   * An aggregation of the databases and the table that {@code SILVER_DATABASE}, {@code
   * GOLD_DATABASE} and {@code METRICS_TABLE} name.
   *
   * @param concurrentWrites the most writes to DynamoDB that are under way at once
   */
  public Aggregation(
      Settings settings,
      LakeCatalog catalog,
      DynamoDbClient dynamoDb,
      int concurrentWrites,
      InstantSource clock) {
    this.catalog = Objects.requireNonNull(catalog);
    this.silverDatabase = settings.text("SILVER_DATABASE");
    this.gold = GoldTable.definition(settings.text("GOLD_DATABASE"));
    OptionalInt days = settings.days("SERVICE_METRICS_DAYS");
    this.retention = new Retention(catalog, gold, days, clock);
    this.table = new MetricsTable(dynamoDb, settings.text("METRICS_TABLE"), days);
    this.writes = new MetricsWrites(table, concurrentWrites);
    this.clock = Objects.requireNonNull(clock);
    this.rowsACommit = settings.integer("EVENTS_PER_COMMIT", 200_000, 1, 10_000_000);
  }

  /**
   * Runs.
   *
   * @param begin until when a step, or a day in one, may be begun after the first
   * @param end when the run must be over
   * @throws RuntimeException of Iceberg or the SDK when a service cannot be reached; what was
   *     committed until then stays
   */
  public AggregationOutcome run(Deadline begin, Deadline end) throws InterruptedException {
    AggregationTally tally = new AggregationTally();
    Optional<Table> silver = silver();
    if (silver.isEmpty()) {
      LOG.info("There is no table {}.{} yet", silverDatabase, SILVER);
      return tally.outcome(Optional.empty(), true);
    }
    AggregationSteps steps = new AggregationSteps(silver.get(), rowsACommit);
    TableState state = catalog.open(gold);
    for (boolean first = true; ; first = false) {
      AggregationProgress progress = AggregationProgress.read(state.properties());
      storeSummary(state, progress, end);
      Optional<AggregationStep> step = steps.next(progress);
      if (step.isEmpty()) {
        retention.apply();
      }
      if (step.isEmpty() || (!first && begin.hasPassed())) {
        return tally.outcome(freshness(progress), step.isEmpty());
      }
      StepOutcome result = carryOut(step.get(), silver.get(), state, progress, begin, end);
      tally.add(result);
      if (result.committed().isPresent()) {
        state = result.committed().get().state();
      } else {
        state = catalog.open(gold);
        if (!AggregationProgress.read(state.properties()).equals(progress)) {
          LOG.info("Another run has come in between; it, or the next, goes on");
          return tally.outcome(freshness(progress), false);
        }
      }
    }
  }

  private Optional<Table> silver() {
    try {
      return Optional.of(catalog.load(silverDatabase, SILVER).table());
    } catch (NoSuchTableException notYet) {
      return Optional.empty();
    }
  }

  private StepOutcome carryOut(
      AggregationStep step,
      Table silver,
      TableState state,
      AggregationProgress progress,
      Deadline begin,
      Deadline end)
      throws InterruptedException {
    SilverEvents events = new SilverEvents(silver);
    LocalDate firstDay =
        Collections.max(
            List.of(
                Retention.firstDay(silver.properties()), Retention.firstDay(state.properties())));
    return switch (step) {
      case AggregationStep.Append append ->
          new AppendRun(events, writes, new RecentAnomalies(table), clock)
              .run(state, progress, append, firstDay, begin, end);
      case AggregationStep.Rebuild rebuild ->
          new RebuildRun(events, table, writes, clock, rowsACommit)
              .run(state, progress, rebuild, firstDay, begin, end);
    };
  }

  private void storeSummary(TableState state, AggregationProgress progress, Deadline end) {
    progress
        .computed()
        .map(
            computed ->
                new MetricsSummary(
                    rows(state.table().currentSnapshot()),
                    computed.latestMinute(),
                    computed.watermark(),
                    computed.at(),
                    computed.silverCommittedAt(),
                    computed.revision()))
        .ifPresent(summary -> table.put(summary, end));
  }

  private static long rows(Snapshot snapshot) {
    return snapshot == null
        ? 0
        : Long.parseLong(snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
  }

  private Optional<Duration> freshness(AggregationProgress progress) {
    return progress
        .computed()
        .map(computed -> Duration.between(computed.silverCommittedAt(), clock.instant()));
  }
}
