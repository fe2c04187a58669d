package dev.millrace.lake.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads RFC 3339 dates and times, strictly: seconds and an offset must be there, the {@code T} may
 * be a space, a fraction has up to nine digits and is cut to microseconds. Leap seconds are not
 * read, nor instants outside the years 1 to 9999 in UTC, which SQL engines do not hold.
 */
final class Rfc3339 {
  static final String EXPECTED = "an RFC 3339 date and time with seconds and an offset";

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})[Tt ](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?"
              + "(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Rfc3339() {}

  /** Empty when the text is anything else. */
  static Optional<Instant> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Instant local =
          LocalDateTime.of(
                  number(parts, 1),
                  number(parts, 2),
                  number(parts, 3),
                  number(parts, 4),
                  number(parts, 5),
                  number(parts, 6),
                  microseconds(parts.group(7)) * 1_000)
              .toInstant(ZoneOffset.UTC);
      return offsetSeconds(parts)
          .map(local::minusSeconds)
          .filter(instant -> !instant.isBefore(EARLIEST) && instant.isBefore(END));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static int microseconds(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000").substring(0, 6));
  }

  private static Optional<Integer> offsetSeconds(Matcher parts) {
    if (parts.group(8) == null) {
      return Optional.of(0);
    }
    int hours = number(parts, 9);
    int minutes = number(parts, 10);
    if (hours > 23 || minutes > 59) {
      return Optional.empty();
    }
    int seconds = (hours * 60 + minutes) * 60;
    return Optional.of(parts.group(8).equals("-") ? -seconds : seconds);
  }
}
