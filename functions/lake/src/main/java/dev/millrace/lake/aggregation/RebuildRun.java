package dev.millrace.lake.aggregation;

import dev.millrace.common.Deadline;
import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.MetricsQuery;
import dev.millrace.lake.metrics.MetricsTable;
import dev.millrace.lake.metrics.MetricsWrites;
import dev.millrace.lake.metrics.RowKey;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.TableState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Computes all buckets anew, day by day, and empties those that have no events: in gold, and in
 * DynamoDB, where a run that came to no commit may have left some.
 */
final class RebuildRun {
  private final SilverEvents silver;
  private final MetricsTable table;
  private final MetricsWrites writes;
  private final InstantSource clock;
  private final long rowsACommit;

  /**
   * Rebuilds.
   *
   * @param rowsACommit a step takes days in as long as their events are no more; one at least
   */
  RebuildRun(
      SilverEvents silver,
      MetricsTable table,
      MetricsWrites writes,
      InstantSource clock,
      long rowsACommit) {
    this.silver = silver;
    this.table = table;
    this.writes = writes;
    this.clock = clock;
    this.rowsACommit = rowsACommit;
  }

  /**
   * Carries a step out.
   *
   * @param before what that state of gold says
   * @param firstDay days before it are left as they are
   * @param begin until when a day may be begun after the first
   */
  StepOutcome run(
      TableState gold,
      AggregationProgress before,
      AggregationStep.Rebuild step,
      LocalDate firstDay,
      Deadline begin,
      Deadline deadline)
      throws InterruptedException {
    LocalDate from = Collections.max(List.of(step.first(), firstDay));
    SortedMap<LocalDate, Long> left = days(gold, step, deadline).tailMap(from);
    Optional<LocalDate> next = next(left);
    long events = 0;
    int days = 0;
    long buckets = 0;
    Instant committedAt = silver.committedAt(step.snapshotId());
    Optional<Instant> latest = latestBefore(gold, from, Instant.MAX);
    Optional<Instant> watermark = latestBefore(gold, from, committedAt);
    try (GoldChange change = new GoldChange(gold)) {
      for (LocalDate day : next.map(end -> left.headMap(end)).orElse(left).keySet()) {
        if (days > 0 && begin.hasPassed()) {
          next = Optional.of(day);
          break;
        }
        SortedMap<Bucket, ServiceMinute> rows =
            new TreeMap<>(silver.metrics(step.snapshotId(), day));
        GoldDay held = GoldTable.day(gold, day);
        writes.store(day, withEmptied(day, held, rows, deadline), step.revision(), deadline);
        change.replace(held, rows);
        events += left.get(day);
        days++;
        buckets += rows.size();
        latest = later(latest, newest(rows, Instant.MAX));
        watermark = later(watermark, newest(rows, committedAt));
      }
      AggregationProgress after =
          next.isPresent()
              ? before.rebuiltUpTo(step, next.get())
              : rebuilt(step, committedAt, latest, watermark);
      return new StepOutcome(
          events, buckets, days, List.of(), change.commit(after, step.snapshotId()));
    }
  }

  /** The days that events, gold or DynamoDB have, and how many events. */
  private SortedMap<LocalDate, Long> days(
      TableState gold, AggregationStep.Rebuild step, Deadline deadline) {
    SortedMap<LocalDate, Long> days = silver.days(step.snapshotId());
    goldDays(gold).keySet().forEach(day -> days.putIfAbsent(day, 0L));
    table
        .days(MetricsQuery.EARLIEST_DAY, MetricsQuery.LATEST_DAY, MetricsTable.ALL, deadline)
        .forEach(day -> days.putIfAbsent(day, 0L));
    return days;
  }

  private static SortedMap<LocalDate, Long> goldDays(TableState gold) {
    return PartitionDays.of(gold.table(), gold.table().currentSnapshot());
  }

  /** The first day that is too much for this step. */
  private Optional<LocalDate> next(SortedMap<LocalDate, Long> left) {
    long rows = 0;
    for (Map.Entry<LocalDate, Long> day : left.entrySet()) {
      if (!day.getKey().equals(left.firstKey()) && rows + day.getValue() > rowsACommit) {
        return Optional.of(day.getKey());
      }
      rows += day.getValue();
    }
    return Optional.empty();
  }

  private Collection<ServiceMinute> withEmptied(
      LocalDate day, GoldDay held, SortedMap<Bucket, ServiceMinute> rows, Deadline deadline) {
    Map<String, ServiceMinute> items = new HashMap<>();
    for (ServiceMinute stored : allOf(day, deadline)) {
      items.put(RowKey.of(stored.bucket()), ServiceMinute.empty(stored.bucket()));
    }
    held.rows()
        .keySet()
        .forEach(bucket -> items.put(RowKey.of(bucket), ServiceMinute.empty(bucket)));
    rows.forEach((bucket, row) -> items.put(RowKey.of(bucket), row));
    return items.values();
  }

  private List<ServiceMinute> allOf(LocalDate day, Deadline deadline) {
    return table.rows(day, RowKey.first(day), RowKey.last(day), MetricsTable.ALL, deadline);
  }

  /** The newest minute with rows, up to an instant, of the days before this step's. */
  private static Optional<Instant> latestBefore(TableState gold, LocalDate first, Instant end) {
    SortedMap<LocalDate, Long> rebuilt = goldDays(gold).headMap(first);
    while (!rebuilt.isEmpty()) {
      LocalDate day = rebuilt.lastKey();
      if (!day.atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(end)) {
        Optional<Instant> newest = newest(GoldTable.day(gold, day).rows(), end);
        if (newest.isPresent()) {
          return newest;
        }
      }
      rebuilt = rebuilt.headMap(day);
    }
    return Optional.empty();
  }

  /** The newest minute with rows that does not begin after an instant. */
  private static Optional<Instant> newest(SortedMap<Bucket, ServiceMinute> rows, Instant end) {
    Optional<Instant> newest = Optional.empty();
    for (Bucket bucket : rows.keySet()) {
      if (bucket.minute().isAfter(end)) {
        break;
      }
      newest = Optional.of(bucket.minute());
    }
    return newest;
  }

  private static Optional<Instant> later(Optional<Instant> earlierDays, Optional<Instant> day) {
    return day.isPresent() ? day : earlierDays;
  }

  private AggregationProgress rebuilt(
      AggregationStep.Rebuild step,
      Instant committedAt,
      Optional<Instant> latest,
      Optional<Instant> watermark) {
    return AggregationProgress.complete(
        new AggregationResult(
            step.snapshotId(), step.revision(), committedAt, clock.instant(), latest, watermark));
  }
}
