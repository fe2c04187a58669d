package dev.millrace.ingestion.job;

import java.util.Optional;

/**
 * Finds that a sequence of values has come back to one that it had, in constant memory: Brent's
 * method, which compares with an anchor that moves to powers of two. A cycle is found at the latest
 * after about three times its length and what came before it. Immutable.
 *
 * @param anchor the value that is compared with; empty before the first one
 * @param power how many values an anchor is kept for
 * @param steps how many were compared with it
 * @see <a href="https://doi.org/10.1007/BF01933190">Brent, An improved Monte Carlo factorization
 *     algorithm (1980)</a>
 */
record CycleGuard(String anchor, long power, long steps) {
  /** Before the first value. */
  static final CycleGuard NEW = new CycleGuard("", 1, 0);

  /**
   * The guard after one more value.
   *
   * @param value not empty
   * @return empty when the sequence repeats itself
   */
  Optional<CycleGuard> after(String value) {
    if (value.equals(anchor)) {
      return Optional.empty();
    }
    if (anchor.isEmpty() || steps + 1 == power) {
      return Optional.of(new CycleGuard(value, anchor.isEmpty() ? 1 : power * 2, 0));
    }
    return Optional.of(new CycleGuard(anchor, power, steps + 1));
  }
}
