package dev.millrace.lake.aggregation;

import dev.millrace.common.Deadline;
import dev.millrace.lake.anomaly.Anomaly;
import dev.millrace.lake.anomaly.RecentAnomalies;
import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.MetricsWrites;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.TableState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Takes new events in: computes the buckets that they touch anew, from all events of theirs, day by
 * day. When the time is over before the days are, those that are done are committed.
 */
final class AppendRun {
  private final SilverEvents silver;
  private final MetricsWrites writes;
  private final RecentAnomalies anomalies;
  private final InstantSource clock;

  AppendRun(
      SilverEvents silver, MetricsWrites writes, RecentAnomalies anomalies, InstantSource clock) {
    this.silver = silver;
    this.writes = writes;
    this.anomalies = anomalies;
    this.clock = clock;
  }

  /**
   * Carries a step out.
   *
   * @param progress what that state of gold holds, with something computed
   * @param firstDay events of days before it are left out
   * @param begin until when a day may be begun after the first
   */
  StepOutcome run(
      TableState gold,
      AggregationProgress progress,
      AggregationStep.Append step,
      LocalDate firstDay,
      Deadline begin,
      Deadline deadline)
      throws InterruptedException {
    AffectedMinutes touched = silver.touched(step).from(firstDay);
    SortedMap<LocalDate, SortedSet<Bucket>> left =
        touched.days().tailMap(Collections.max(List.of(step.first(), firstDay)));
    int days = 0;
    long buckets = 0;
    try (GoldChange change = new GoldChange(gold)) {
      for (Map.Entry<LocalDate, SortedSet<Bucket>> day : left.entrySet()) {
        if (days > 0 && begin.hasPassed()) {
          AggregationProgress partly = progress.appendedUpTo(step, day.getKey());
          return new StepOutcome(
              0, buckets, days, List.of(), change.commit(partly, step.snapshotId()));
        }
        List<ServiceMinute> rows = rows(step, day.getValue());
        writes.store(day.getKey(), rows, step.revision(), deadline);
        GoldDay held = GoldTable.day(gold, day.getKey());
        change.replace(held, with(held.rows(), rows));
        days++;
        buckets += rows.size();
      }
      AggregationResult before = progress.computed().orElseThrow();
      AggregationResult after = after(before, step, touched);
      List<Anomaly> found = anomalies.between(before.watermark(), after.watermark(), deadline);
      return new StepOutcome(
          touched.rows(),
          buckets,
          days,
          found,
          change.commit(AggregationProgress.complete(after), step.snapshotId()));
    }
  }

  private List<ServiceMinute> rows(AggregationStep step, SortedSet<Bucket> buckets) {
    Map<Bucket, ServiceMinute> found = silver.metrics(step.snapshotId(), buckets);
    return buckets.stream()
        .map(bucket -> found.getOrDefault(bucket, ServiceMinute.empty(bucket)))
        .toList();
  }

  private static SortedMap<Bucket, ServiceMinute> with(
      SortedMap<Bucket, ServiceMinute> held, List<ServiceMinute> rows) {
    SortedMap<Bucket, ServiceMinute> merged = new TreeMap<>(held);
    rows.forEach(row -> merged.put(row.bucket(), row));
    merged.values().removeIf(ServiceMinute::isEmpty);
    return merged;
  }

  private AggregationResult after(
      AggregationResult before, AggregationStep.Append step, AffectedMinutes touched) {
    Instant committedAt = silver.committedAt(step.snapshotId());
    List<Instant> minutes = touched.buckets().stream().map(Bucket::minute).toList();
    return new AggregationResult(
        step.snapshotId(),
        step.revision(),
        committedAt,
        clock.instant(),
        latest(before.latestMinute(), minutes.stream()),
        latest(before.watermark(), minutes.stream().filter(time -> !time.isAfter(committedAt))));
  }

  private static Optional<Instant> latest(Optional<Instant> held, Stream<Instant> minutes) {
    return Stream.concat(held.stream(), minutes).max(Instant::compareTo);
  }
}
