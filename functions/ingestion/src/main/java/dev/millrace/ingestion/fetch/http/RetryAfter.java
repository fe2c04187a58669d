package dev.millrace.ingestion.fetch.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long an answer asks to wait: Retry-After, or what GitHub's kind of API says in its place. */
final class RetryAfter {
  private static final int MOST_DIGITS = 12;

  private RetryAfter() {}

  /** The wait, zero or more; empty where the answer asks for none that can be read. */
  static Optional<Duration> of(HttpAnswer answer, Instant now) {
    Optional<Duration> asked = answer.header("retry-after").flatMap(value -> read(value, now));
    if (asked.isPresent() || !hasNothingLeft(answer)) {
      return asked;
    }
    return answer
        .header("x-ratelimit-reset")
        .flatMap(RetryAfter::whole)
        .map(second -> positive(Duration.between(now, Instant.ofEpochSecond(second))));
  }

  /** Whether the answer says that its rate limit is used up. */
  static boolean hasNothingLeft(HttpAnswer answer) {
    return answer.header("x-ratelimit-remaining").map(String::strip).equals(Optional.of("0"));
  }

  /** Reads the header's value: seconds, or a date. */
  static Optional<Duration> read(String value, Instant now) {
    Optional<Duration> seconds = whole(value).map(Duration::ofSeconds);
    return seconds.isPresent() ? seconds : date(value, now);
  }

  private static Optional<Duration> date(String value, Instant now) {
    try {
      Instant date =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(positive(Duration.between(now, date)));
    } catch (DateTimeParseException neither) {
      return Optional.empty(); // What cannot be read asks for nothing.
    }
  }

  private static Optional<Long> whole(String value) {
    String digits = value.strip();
    boolean isWhole =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    return isWhole ? Optional.of(Long.parseLong(digits)) : Optional.empty();
  }

  private static Duration positive(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}
