package dev.millrace.inference;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * Values of features from text, as a file or a CSV request holds them: the same for the rows that a
 * model is trained on and for those that it scores.
 */
public final class TextValue {

  /** A longer text is no number that anybody means. */
  private static final int LONGEST_NUMBER = 100;

  /** What stands for a missing number; a category may well be called so. */
  private static final Set<String> NO_NUMBER =
      Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None");

  private TextValue() {}

  /** Whether a text says that a number is missing: it is blank, or NA, N/A, NaN, null or None. */
  public static boolean isMissingNumber(String text) {
    return NO_NUMBER.contains(text.strip());
  }

  /** Whether a text says that a category is missing: it is empty. NA, say, is a country. */
  public static boolean isMissingCategory(String text) {
    return text.isEmpty();
  }

  /**
   * The number that a text holds: plain decimals with a point, an exponent if need be, blanks
   * around it.
   *
   * @return empty when it holds something else, or a number too large for a double
   */
  public static OptionalDouble number(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST_NUMBER || !isPlainDecimal(stripped)) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(stripped);
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /** Java's own parser also takes NaN, hexadecimal numbers and a trailing f or d. */
  private static boolean isPlainDecimal(String text) {
    int at = afterSign(text, 0);
    int whole = afterDigits(text, at);
    int end = whole;
    int digits = whole - at;
    if (end < text.length() && text.charAt(end) == '.') {
      end = afterDigits(text, end + 1);
      digits += end - whole - 1;
    }
    if (digits == 0) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      if (end == exponent) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int afterSign(String text, int at) {
    boolean isSign = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
    return isSign ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
