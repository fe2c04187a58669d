package dev.millrace.ingestion.quality.value;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Values of rows, and members of checks, that stand for a time or a duration. */
public final class TimeValues {
  private static final int DATE_LENGTH = 10;
  private static final int LONGEST = 40;

  private TimeValues() {}

  /**
   * The time that a value is: a time itself, the beginning of a date in UTC, or that of a text in
   * ISO-8601 that is a date or a date and time with an offset. Empty for all else: a number may
   * count seconds or milliseconds.
   */
  public static Optional<Instant> time(Object value) {
    return switch (value) {
      case Instant time -> Optional.of(time);
      case LocalDate day -> Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
      case String text when looksLikeOne(text) -> read(text);
      case null, default -> Optional.empty();
    };
  }

  /** Texts that are no time are told apart here, so that none costs an exception. */
  private static boolean looksLikeOne(String text) {
    return text.length() >= DATE_LENGTH
        && text.length() <= LONGEST
        && text.charAt(4) == '-'
        && Character.isDigit(text.charAt(0));
  }

  private static Optional<Instant> read(String text) {
    try {
      return text.length() == DATE_LENGTH
          ? time(LocalDate.parse(text))
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException another) {
      return Optional.empty();
    }
  }

  /** The duration that a text in ISO-8601 is, such as {@code PT36H} or {@code P7D}. */
  public static Optional<Duration> duration(String text) {
    try {
      return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeException another) {
      return Optional.empty();
    }
  }
}
