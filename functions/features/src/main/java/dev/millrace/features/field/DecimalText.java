package dev.millrace.features.field;

import java.nio.charset.StandardCharsets;

/** Numbers from their text in ASCII. */
final class DecimalText {
  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = powers();

  private static final int MAXIMUM_EXACT_POWER = 22;
  private static final long MAXIMUM_EXACT_DIGITS = 1L << 53;
  private static final int MAXIMUM_LENGTH = 1_000;

  private DecimalText() {}

  /**
   * The double that is nearest to a decimal number: digits with an optional sign, point and
   * exponent, and blanks around them. Zero has no sign. Infinite past the range of a double.
   *
   * @return NaN when the text is no such number
   */
  static double parse(byte[] bytes, int from, int to) {
    int at = from;
    int end = to;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    while (end > at && bytes[end - 1] == ' ') {
      end--;
    }
    int start = at;
    boolean negative = at < end && bytes[at] == '-';
    if (at < end && (negative || bytes[at] == '+')) {
      at++;
    }
    long digits = 0;
    boolean exact = true;
    int first = at;
    for (; at < end && isDigit(bytes[at]); at++) {
      exact &= digits < MAXIMUM_EXACT_DIGITS / 10;
      digits = digits * 10 + (bytes[at] - '0');
    }
    int count = at - first;
    int power = 0;
    if (at < end && bytes[at] == '.') {
      int fraction = ++at;
      for (; at < end && isDigit(bytes[at]); at++) {
        exact &= digits < MAXIMUM_EXACT_DIGITS / 10;
        digits = digits * 10 + (bytes[at] - '0');
      }
      power = fraction - at;
      count += at - fraction;
    }
    if (count == 0) {
      return Double.NaN;
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      exact = false;
      at++;
      if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
        at++;
      }
      int exponent = at;
      while (at < end && isDigit(bytes[at])) {
        at++;
      }
      if (at == exponent) {
        return Double.NaN;
      }
    }
    if (at != end || end - start > MAXIMUM_LENGTH) {
      return Double.NaN;
    }
    if (exact && -power <= MAXIMUM_EXACT_POWER) {
      // Both are exact, and so the quotient is rounded once: Clinger, How to Read Floating Point
      // Numbers Accurately (1990), section 3.
      double value = digits / POWERS[-power];
      return negative ? 0.0 - value : value;
    }
    return Double.parseDouble(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1))
        + 0.0;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static double[] powers() {
    double[] powers = new double[MAXIMUM_EXACT_POWER + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
