package dev.millrace.lake.metrics;

import java.time.LocalDate;

/** What one commit brings into the metrics. */
sealed interface Step {
  /** The silver snapshot whose rows are read. */
  long snapshotId();

  /** What the rows that are computed carry, see {@link MetricsTable}. */
  long revision();

  /**
   * The buckets of the rows that were appended after a snapshot.
   *
   * @param after a snapshot's id
   */
  record Append(long after, long snapshotId, long revision) implements Step {}

  /**
   * All buckets, as many days a commit as its rows allow.
   *
   * @param first the day from which on they are still to be computed
   */
  record Rebuild(long snapshotId, long revision, LocalDate first) implements Step {}
}
