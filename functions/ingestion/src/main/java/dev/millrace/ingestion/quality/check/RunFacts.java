package dev.millrace.ingestion.quality.check;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What is known of a source's run once all of its rows are staged.
 *
 * @param rowsIn rows that the source gave, before any transformation
 * @param rowsOut rows that are staged, after all transformations
 * @param rowsRejected rows that a transformation refused
 * @param apiTotal how many rows the source itself says that there are; empty where it does not
 * @param rowsOfLastRuns rows out of the last successful runs of the source, newest first, without
 *     this one
 * @param now when the run is judged
 */
public record RunFacts(
    long rowsIn,
    long rowsOut,
    long rowsRejected,
    OptionalLong apiTotal,
    List<Long> rowsOfLastRuns,
    Instant now) {
  /** Checks that no count is negative. */
  public RunFacts {
    if (rowsIn < 0 || rowsOut < 0 || rowsRejected < 0) {
      throw new IllegalArgumentException(
          "A run's rows in, out and rejected are %d, %d and %d; expected no negative number"
              .formatted(rowsIn, rowsOut, rowsRejected));
    }
    Objects.requireNonNull(apiTotal, "apiTotal");
    rowsOfLastRuns = List.copyOf(rowsOfLastRuns);
    Objects.requireNonNull(now, "now");
  }
}
