package dev.millrace.features.lookup;

import dev.millrace.features.json.DecimalNumber;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a zip code: a string of at most {@value #MAXIMUM_LENGTH} characters after trimming
 * Unicode's white space, or a whole number that is not negative, which is read as the string of its
 * digits is. Up to five digits are a US code, padded to five with zeros ({@code 1099} and {@code
 * 1099.0} are {@code 01099}); an extension behind a dash or a space, or as the last four of nine
 * digits, is cut off ({@code 94105-1234}, {@code 94105-}, {@code 941051234}). Any other string
 * stays as it is.
 */
public final class UsZipCode {
  /** In characters. */
  static final int MAXIMUM_LENGTH = 32;

  /**
   * A US zip code, which has lost its leading zeros where it was a number once, and may have lost
   * its extension too. Codes of other countries are kept out: Japan has three digits and four, and
   * eight digits are Brazil's.
   */
  private static final Pattern UNITED_STATES =
      Pattern.compile(
          "(\\d{1,5})(?:\\.0+)?|(\\d{4,5})[\\p{Pd}\\h](?:\\d{4})?|(\\d{5})\\d{4}(?:\\.0+)?");

  private static final int DIGITS = 5;

  private UsZipCode() {}

  /** A text of white space holds nothing. */
  public static HeldKey ofText(String text) {
    String trimmed = trimmed(text);
    if (trimmed.isEmpty()) {
      return HeldKey.NONE;
    }
    if (trimmed.length() > MAXIMUM_LENGTH) {
      return HeldKey.INVALID;
    }
    return of(trimmed);
  }

  static HeldKey ofNumber(String text) {
    OptionalLong number = DecimalNumber.of(text).nearestLong();
    return number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() == Long.MAX_VALUE
        ? HeldKey.INVALID
        : of(Long.toString(number.getAsLong()));
  }

  private static HeldKey of(String text) {
    if (isFiveDigits(text)) {
      return HeldKey.of(text);
    }
    Matcher parts = UNITED_STATES.matcher(text);
    if (!parts.matches()) {
      return HeldKey.of(text);
    }
    String digits = parts.group(1);
    for (int group = 2; digits == null; group++) {
      digits = parts.group(group);
    }
    return HeldKey.of("0".repeat(DIGITS - digits.length()) + digits);
  }

  /**
   * As nearly all are: a pattern takes many times longer, and longer still until it is compiled.
   */
  private static boolean isFiveDigits(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** As Unicode has it, no-break spaces and the next line among it. */
  private static boolean isWhiteSpace(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == '\u0085';
  }
}
