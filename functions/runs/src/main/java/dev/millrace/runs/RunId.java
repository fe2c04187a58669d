package dev.millrace.runs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A run's id, which is also the name of its execution: the second in UTC that it was made in, a
 * hyphen, and 12 hexadecimal digits in lower case, such as {@code 20261130T235959Z-1f40c9d2a7b3}.
 * The first three digits are the millisecond within the second and the others are random, so that
 * ids sort, as text too, by the millisecond that they were made in.
 *
 * @param text the id in this form
 */
public record RunId(String text) implements Comparable<RunId> {
  private static final Pattern FORM = Pattern.compile("([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{12})");
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final int RANDOM_BITS = 36;
  private static final long LAST_YEAR = 9999;

  /**
   * Takes an id.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public RunId {
    if (!isValid(text)) {
      throw new IllegalArgumentException(
          "\"%.100s\" is no run's id; expected one such as 20261130T235959Z-1f40c9d2a7b3"
              .formatted(text));
    }
  }

  /** The id that the text is; empty where it is none. */
  public static Optional<RunId> find(String text) {
    return isValid(text) ? Optional.of(new RunId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    try {
      LocalDateTime.parse(parts.group(1), SECOND);
      return true;
    } catch (DateTimeException noSuchTime) {
      return false;
    }
  }

  /**
   * A new id of this moment.
   *
   * @param at in the years 0 to 9999
   */
  public static RunId of(Instant at, RandomGenerator random) {
    LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException("No id can name the time " + at);
    }
    long millis = time.get(ChronoField.MILLI_OF_SECOND);
    long digits = millis << RANDOM_BITS | random.nextLong(1L << RANDOM_BITS);
    return new RunId(second(at) + '-' + HexFormat.of().toHexDigits(digits, 12));
  }

  /** What every id begins with that is made in the second of this time. */
  public static String second(Instant at) {
    return SECOND.format(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
  }

  /** The second that the id was made in. */
  public Instant time() {
    return LocalDateTime.parse(text.substring(0, text.indexOf('-')), SECOND)
        .toInstant(ZoneOffset.UTC);
  }

  /** By the time that they were made. */
  @Override
  public int compareTo(RunId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
