package dev.millrace.lake.events;

import java.time.Duration;
import java.time.Instant;

/**
 * How far an event's time may be from its arrival; both limits are within.
 *
 * @param ahead after it: one event of the year 9999 would be the newest for ever
 * @param behind before it: a row of each day of a thousand years is a file for each
 */
public record EventTimeRange(Duration ahead, Duration behind) {

  /** Checks that neither bound is negative. */
  public EventTimeRange {
    if (ahead.isNegative() || behind.isNegative()) {
      throw new IllegalArgumentException(
          "the range held %s ahead and %s behind, expected durations that are not negative"
              .formatted(ahead, behind));
    }
  }

  boolean contains(Instant time, Instant arrival) {
    Duration after = Duration.between(arrival, time);
    return after.compareTo(ahead) <= 0 && after.negated().compareTo(behind) <= 0;
  }

  /** What is expected of an event that arrived then. */
  String expected(Instant arrival) {
    return "a time from %s before its arrival (%s) to %s after it"
        .formatted(shown(behind), arrival, shown(ahead));
  }

  private static String shown(Duration duration) {
    long days = duration.toDays();
    if (days == 0 || !duration.equals(Duration.ofDays(days))) {
      return duration.toString();
    }
    return days == 1 ? "1 day" : days + " days";
  }
}
