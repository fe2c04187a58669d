package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.MetricsTable;
import java.time.LocalDate;

/** What one commit brings into the metrics. */
sealed interface AggregationStep {
  /** The silver snapshot whose rows are read. */
  long snapshotId();

  /** What the rows that are computed carry, see {@link MetricsTable}. */
  long revision();

  /**
   * The buckets of the rows that were appended after a snapshot, in several commits where there are
   * more days than the time allows.
   *
   * @param after a snapshot's id
   * @param first the day from which on they are still to be computed
   */
  record Append(long after, long snapshotId, long revision, LocalDate first)
      implements AggregationStep {
    /** The same from another day on. */
    Append from(LocalDate day) {
      return new Append(after, snapshotId, revision, day);
    }
  }

  /**
   * All buckets, as many days a commit as its rows and the time allow.
   *
   * @param first the day from which on they are still to be computed
   */
  record Rebuild(long snapshotId, long revision, LocalDate first) implements AggregationStep {}
}
