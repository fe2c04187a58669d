package dev.millrace.models.counters;

/**
 * What counting came to. Immutable.
 *
 * @param byActive records that an active version answered
 * @param byCanary records that a canary answered
 * @param fallbacks records that a canary was asked and did not answer
 * @param repeated rows that had been counted before
 * @param unreadable records of the log that are no rows
 */
public record CountingOutcome(
    long byActive, long byCanary, long fallbacks, long repeated, long unreadable) {
  /** Nothing counted. */
  static final CountingOutcome NONE = new CountingOutcome(0, 0, 0, 0, 0);

  CountingOutcome plus(CountingOutcome other) {
    return new CountingOutcome(
        byActive + other.byActive,
        byCanary + other.byCanary,
        fallbacks + other.fallbacks,
        repeated + other.repeated,
        unreadable + other.unreadable);
  }

  /** One answer more. */
  CountingOutcome plus(CountedAnswer answer) {
    boolean active = answer.role().equals(CountedAnswer.ACTIVE);
    return plus(
        new CountingOutcome(
            active ? 1 : 0, !active && answer.answered() ? 1 : 0, answer.answered() ? 0 : 1, 0, 0));
  }
}
