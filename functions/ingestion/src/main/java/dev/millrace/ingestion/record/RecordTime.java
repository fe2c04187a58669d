package dev.millrace.ingestion.record;

import dev.millrace.ingestion.row.JsonValues;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Times by which records are listed: microseconds in UTC, years 0000 to 9999, as text of one width,
 * so that they sort as text.
 */
public final class RecordTime {
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private RecordTime() {}

  /**
   * The time that a column's value is: a time, a day (its first moment in UTC), or a text that is
   * an ISO-8601 time with an offset. Empty for anything else.
   */
  static Optional<Instant> of(Object value) {
    return switch (value) {
      case Instant time -> inRange(time);
      case LocalDate day -> inRange(day.atStartOfDay().toInstant(ZoneOffset.UTC));
      case String text -> parse(text);
      case null, default -> Optional.empty();
    };
  }

  public static Optional<Instant> parse(String text) {
    try {
      return inRange(OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> inRange(Instant time) {
    return time.isBefore(EARLIEST) || !time.isBefore(END)
        ? Optional.empty()
        : Optional.of(time.truncatedTo(ChronoUnit.MICROS));
  }

  static String text(Instant time) {
    return JsonValues.time(time);
  }

  static Instant read(String text) {
    return Instant.parse(text);
  }
}
