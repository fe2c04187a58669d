package dev.millrace.features.time;

import dev.millrace.features.json.DecimalNumber;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one field writes a time, and in which zone where its times have no offset. Immutable.
 *
 * @param zone there for {@link TimeForm#ISO_LOCAL} and for no other form
 */
public record TimeFormat(TimeForm form, Optional<ZoneId> zone) {
  /** Epoch milliseconds or an ISO-8601 date and time with an offset. */
  public static final TimeFormat DEFAULT = new TimeFormat(TimeForm.DEFAULT, Optional.empty());

  /** What MongoDB's extended JSON puts into a {@code {"$date": ...}}, wherever that stands. */
  public static final TimeFormat OF_DATE_OBJECT = DEFAULT;

  private static final int DIGITS_THAT_FIT_A_LONG = 18;

  /**
   * Checks the zone.
   *
   * @throws IllegalArgumentException when the form wants a zone and has none, or the reverse
   */
  public TimeFormat {
    Objects.requireNonNull(form, "form");
    if (zone.isPresent() != (form == TimeForm.ISO_LOCAL)) {
      throw new IllegalArgumentException("a zone belongs to iso_local, and to no other form");
    }
  }

  /**
   * The time that a string holds, in milliseconds since 1970-01-01T00:00Z.
   *
   * @return empty when the string is no such time; {@link Long#MAX_VALUE} for one past every long
   */
  public OptionalLong ofText(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (form.takesNumbers() && isNumber(text)) {
      return ofNumber(text);
    }
    return form.takesTexts()
        ? new IsoDateTime(text, zone.orElse(null)).epochMillis()
        : OptionalLong.empty();
  }

  /**
   * The time that a number is, in milliseconds since 1970-01-01T00:00Z; what is below a millisecond
   * is cut.
   *
   * @param number as JSON writes one; its whole part may have leading zeros
   * @return as of {@link #ofText}; empty also for a fraction where the form has none
   */
  public OptionalLong ofNumber(String number) {
    if (!form.takesNumbers()) {
      return OptionalLong.empty();
    }
    if (number.length() <= DIGITS_THAT_FIT_A_LONG - Math.max(form.shift, 0) && isDigits(number)) {
      return OptionalLong.of(shifted(Long.parseLong(number)));
    }
    DecimalNumber value = DecimalNumber.of(number);
    return form.hasFraction || value.isWhole()
        ? OptionalLong.of(value.shifted(form.shift).truncated())
        : OptionalLong.empty();
  }

  /** As {@link #ofNumber(String)}, of bytes in ASCII. */
  public OptionalLong ofNumber(byte[] bytes, int start, int end) {
    if (form.takesNumbers() && end - start <= DIGITS_THAT_FIT_A_LONG - Math.max(form.shift, 0)) {
      long number = 0;
      int at = start;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
        number = number * 10 + (bytes[at] - '0');
        at++;
      }
      if (at == end) {
        return OptionalLong.of(shifted(number));
      }
    }
    return ofNumber(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
  }

  /** In a sentence, behind "expected": what the format reads. */
  public String expected() {
    return form == TimeForm.DEFAULT
        ? "epoch milliseconds (a whole number or a string of digits), an ISO-8601 date and time"
            + " with a zone or offset, or {\"$date\": either}"
        : form.expected() + zone.map(in -> " (in " + in + " where it has no offset)").orElse("");
  }

  private long shifted(long number) {
    return switch (form.shift) {
      case 3 -> number * 1_000;
      case -3 -> number / 1_000;
      case -6 -> number / 1_000_000;
      default -> number;
    };
  }

  /** Whether a string is meant as a number, and not as a date. */
  private boolean isNumber(String text) {
    String unsigned = form.takesTexts() || !text.startsWith("-") ? text : text.substring(1);
    return isDigits(unsigned) || (form.hasFraction && isFraction(unsigned));
  }

  private static boolean isFraction(String text) {
    int point = text.indexOf('.');
    return point > 0
        && point < text.length() - 1
        && isDigits(text.substring(0, point))
        && isDigits(text.substring(point + 1));
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!DecimalNumber.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
