package dev.millrace.ingestion.elasticsearch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Where a source begins that has no checkpoint yet. */
sealed interface FirstRun {
  /** At a time. */
  record At(Instant time) implements FirstRun {}

  /** So long before its first run. */
  record Before(Duration time) implements FirstRun {}

  /** The time where a first run begins that is made now. */
  default Instant begin(Instant now) {
    return switch (this) {
      case At(Instant time) -> time;
      case Before(Duration time) -> now.minus(time);
    };
  }

  /** Reads an ISO-8601 time with its zone, or a duration that is not negative; else empty. */
  static Optional<FirstRun> parse(String text) {
    try {
      if (text.startsWith("P")) {
        Duration before = Duration.parse(text);
        return before.isNegative() ? Optional.empty() : Optional.of(new Before(before));
      }
      return Optional.of(new At(ZonedDateTime.parse(text).toInstant()));
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }
}
