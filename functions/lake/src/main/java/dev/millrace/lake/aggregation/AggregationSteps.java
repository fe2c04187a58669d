package dev.millrace.lake.aggregation;

import dev.millrace.tables.Retention;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what the metrics lack of one state of silver. */
final class AggregationSteps {
  private static final Set<String> ADDING = Set.of(DataOperations.APPEND, DataOperations.REPLACE);

  private static final Logger LOG = LoggerFactory.getLogger(AggregationSteps.class);

  private final Table silver;
  private final long rowsAStep;

  /**
   * Steps towards a state of silver.
   *
   * @param rowsAStep a step takes snapshots in as long as their rows are no more; one at least
   */
  AggregationSteps(Table silver, long rowsAStep) {
    this.silver = silver;
    this.rowsAStep = rowsAStep;
  }

  /** The next step; empty once the metrics are those of silver's newest snapshot. */
  Optional<AggregationStep> next(AggregationProgress progress) {
    Snapshot newest = silver.currentSnapshot();
    if (newest == null) {
      return Optional.empty();
    }
    Optional<AggregationStep.Rebuild> begun =
        progress.rebuild().filter(rebuild -> silver.snapshot(rebuild.snapshotId()) != null);
    if (begun.isPresent()) {
      return Optional.of(begun.get());
    }
    if (progress.computed().isEmpty()) {
      return Optional.of(rebuild(newest, "nothing was computed yet"));
    }
    long cursor = progress.computed().get().snapshotId();
    return cursor == newest.snapshotId() && progress.append().isEmpty()
        ? Optional.empty()
        : Optional.of(since(cursor, newest, progress.append()));
  }

  private AggregationStep since(
      long cursor, Snapshot newest, Optional<AggregationStep.Append> begun) {
    Deque<Snapshot> since = new ArrayDeque<>();
    Snapshot snapshot = newest;
    while (snapshot != null) {
      if (!leavesMetrics(snapshot)) {
        return rebuild(
            newest, "snapshot %d took rows away or changed them".formatted(snapshot.snapshotId()));
      }
      since.addFirst(snapshot);
      Long parent = snapshot.parentId();
      if (parent != null && parent == cursor) {
        return begun.isEmpty() ? append(cursor, since) : goOn(begun.get(), since, newest);
      }
      snapshot = parent == null ? null : silver.snapshot(parent);
    }
    return rebuild(
        newest, "snapshot %d is not known any more or no ancestor of it".formatted(cursor));
  }

  /** Whether it left the rows that metrics are made of as they were, or added to them. */
  private static boolean leavesMetrics(Snapshot snapshot) {
    return ADDING.contains(snapshot.operation()) || Retention.made(snapshot);
  }

  /** Days of a snapshot that silver was rolled back from are in gold already. */
  private AggregationStep goOn(
      AggregationStep.Append begun, Deque<Snapshot> since, Snapshot newest) {
    return since.stream().anyMatch(snapshot -> snapshot.snapshotId() == begun.snapshotId())
        ? begun
        : rebuild(
            newest, "snapshot %d is no ancestor of it any more".formatted(begun.snapshotId()));
  }

  private AggregationStep append(long cursor, Deque<Snapshot> since) {
    Snapshot to = since.removeFirst();
    long rows = added(to);
    while (!since.isEmpty() && rows + added(since.getFirst()) <= rowsAStep) {
      to = since.removeFirst();
      rows += added(to);
    }
    return new AggregationStep.Append(cursor, to.snapshotId(), to.sequenceNumber(), LocalDate.MIN);
  }

  private static long added(Snapshot snapshot) {
    return DataOperations.APPEND.equals(snapshot.operation())
        ? Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"))
        : 0;
  }

  private AggregationStep rebuild(Snapshot newest, String why) {
    LOG.warn("All metrics are computed from silver's snapshot {}, as {}", newest.snapshotId(), why);
    // The table's own number is above the snapshot's after a rollback, and rows carry it already.
    long revision = ((HasTableOperations) silver).operations().current().lastSequenceNumber();
    return new AggregationStep.Rebuild(newest.snapshotId(), revision, LocalDate.MIN);
  }
}
