package dev.millrace.runs;

import dev.millrace.common.FunctionMetrics;

/**
 * What a sweep found and did.
 *
 * @param open runs that were looked at: unfinished ones, and others whose execution might run
 * @param repaired those whose execution was started or stopped, or whose row got its end
 * @param failures those that could not be looked at, or repaired: the next sweep tries again
 * @param complete whether all were looked at before the deadline
 */
public record SweepOutcome(int open, int repaired, int failures, boolean complete) {
  /** Writes the metrics {@code OpenRuns}, {@code RepairedRuns} and {@code RunSweepFailures}. */
  public void write(FunctionMetrics metrics) {
    metrics.count("OpenRuns", open);
    metrics.count("RepairedRuns", repaired);
    metrics.count("RunSweepFailures", failures + (complete ? 0 : 1));
    metrics.flush();
  }
}
