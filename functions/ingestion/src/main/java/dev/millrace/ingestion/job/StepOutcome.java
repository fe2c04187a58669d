package dev.millrace.ingestion.job;

import java.time.Duration;

/**
 * How a step left its source.
 *
 * @param ended whether nothing of this kind is left to do for it
 * @param waitSeconds how long the machine is to wait before the next step; 0 for not at all
 */
public record StepOutcome(boolean ended, long waitSeconds) {
  /** Nothing is left. */
  static final StepOutcome ENDED = new StepOutcome(true, 0);

  /** There is more to do, at once. */
  static final StepOutcome MORE = new StepOutcome(false, 0);

  /** There is more to do, later. */
  static StepOutcome later(Duration wait) {
    return new StepOutcome(false, Math.max(1, wait.plusMillis(999).toSeconds()));
  }
}
