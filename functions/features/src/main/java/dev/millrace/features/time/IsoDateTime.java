package dev.millrace.features.time;

import dev.millrace.features.json.DecimalNumber;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/**
 * Reads an ISO-8601 calendar date and time in the extended format, as RFC 3339, SQL and {@code
 * java.time} write it: {@code 2024-11-17T22:53:01.293+01:00}. A space may stand in place of the T.
 * Seconds may be missing; a fraction stands behind a point or a comma, has one to nine digits and
 * is cut to milliseconds; a leap second ({@code 23:59:60}) is the first of the next minute, as
 * POSIX time has it. The offset is {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm} up to 18
 * hours, and the name of a zone may follow it in brackets: the offset counts. A time without an
 * offset is read where a zone is given. Week dates and ordinal dates are not read.
 */
final class IsoDateTime {

  private static final int MAXIMUM_OFFSET_MINUTES = 18 * 60;

  private final String text;
  private final ZoneId zone;
  private int at;
  private boolean valid = true;

  /**
   * A text to read.
   *
   * @param zone of a time without an offset; null where a time must have one
   */
  IsoDateTime(String text, ZoneId zone) {
    this.text = text;
    this.zone = zone;
  }

  /** Empty when the text is no such date and time. */
  OptionalLong epochMillis() {
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    int day = digits(2);
    if (!accept(' ')) {
      expect('T');
    }
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    int second = 0;
    int nanos = 0;
    if (accept(':')) {
      second = digits(2);
      nanos = accept('.') || accept(',') ? fraction() : 0;
    }
    boolean local = zone != null && at == text.length();
    int offsetMinutes = local ? 0 : offsetMinutes();
    zoneName();
    require(at == text.length());
    require(month >= 1 && month <= 12 && day >= 1 && day <= days(year, month));
    require(hour < 24 || (hour == 24 && minute == 0 && second == 0 && nanos == 0));
    require(minute < 60 && (second < 60 || (second == 60 && minute == 59)));
    if (!valid) {
      return OptionalLong.empty();
    }
    long minutes =
        (LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute - offsetMinutes;
    long millis = (minutes * 60 + second) * 1000 + nanos / 1_000_000;
    return OptionalLong.of(local ? inZone(millis) : millis);
  }

  /**
   * Of a local time that a zone has twice the earlier; of one that it leaves out, later by the gap:
   * see {@link LocalDateTime#atZone}.
   */
  private long inZone(long localMillis) {
    return LocalDateTime.ofEpochSecond(
            Math.floorDiv(localMillis, 1000L),
            (int) Math.floorMod(localMillis, 1000L) * 1_000_000,
            ZoneOffset.UTC)
        .atZone(zone)
        .toInstant()
        .toEpochMilli();
  }

  private static int days(int year, int month) {
    return Month.of(month).length(Year.isLeap(year));
  }

  /** The name is not looked up: the offset before it says all. */
  private void zoneName() {
    if (accept('[')) {
      int start = at;
      while (at < text.length() && isZoneNameCharacter(text.charAt(at))) {
        at++;
      }
      require(at > start);
      expect(']');
    }
  }

  private static boolean isZoneNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || DecimalNumber.isDigit(c)
        || "/_+-:.".indexOf(c) >= 0;
  }

  private boolean accept(char wanted) {
    boolean present = at < text.length() && Character.toUpperCase(text.charAt(at)) == wanted;
    at += present ? 1 : 0;
    return present;
  }

  private void expect(char wanted) {
    require(accept(wanted));
  }

  private void require(boolean condition) {
    valid &= condition;
  }

  private int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = 10 * value + digit();
    }
    return value;
  }

  private int digit() {
    boolean present = at < text.length() && DecimalNumber.isDigit(text.charAt(at));
    require(present);
    return present ? text.charAt(at++) - '0' : 0;
  }

  /** In nanoseconds. */
  private int fraction() {
    int nanos = digit();
    for (int i = 1; i < 9; i++) {
      boolean more = at < text.length() && DecimalNumber.isDigit(text.charAt(at));
      nanos = 10 * nanos + (more ? digit() : 0);
    }
    return nanos;
  }

  private int offsetMinutes() {
    if (accept('Z')) {
      return 0;
    }
    int sign = accept('-') ? -1 : 1;
    if (sign > 0) {
      expect('+');
    }
    int hours = digits(2);
    boolean hasMinutes = accept(':') || (at < text.length() && text.charAt(at) != '[');
    int minutes = hasMinutes ? digits(2) : 0;
    require(minutes < 60 && 60 * hours + minutes <= MAXIMUM_OFFSET_MINUTES);
    return sign * (60 * hours + minutes);
  }
}
