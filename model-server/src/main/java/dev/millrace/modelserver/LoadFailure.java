package dev.millrace.modelserver;

import java.time.Duration;

/**
 * Why a version is not loaded, and when to try again.
 *
 * @param reason a sentence for the operator
 * @param attempts how many failed so far
 * @param retryNanos by the loader's ticker
 * @param isLasting whether another attempt is not expected to go better
 */
record LoadFailure(String reason, int attempts, long retryNanos, boolean isLasting) {
  /** What may pass is taken to last once it failed this often. */
  private static final int ATTEMPTS = 3;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /**
   * The failure that follows on another one.
   *
   * @param previous null where there was none
   */
  static LoadFailure after(LoadFailure previous, String reason, boolean isLasting, long nowNanos) {
    int attempts = previous == null ? 1 : previous.attempts() + 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return new LoadFailure(
        reason,
        attempts,
        nowNanos + (pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE).toNanos(),
        isLasting || attempts >= ATTEMPTS);
  }

  /** The same, to be tried again at this time of the ticker. */
  LoadFailure dueAt(long nanos) {
    return new LoadFailure(reason, attempts, nanos, isLasting);
  }
}
