package dev.millrace.features.json;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * The exact value of a decimal number, {@code digits * 10^exponent}, however large its exponent is:
 * a {@link java.math.BigDecimal} throws {@link ArithmeticException} or {@link
 * NumberFormatException} past exponents of an int, and takes 400 MB to write {@code 1e999999999}
 * out. Equal for equal values. Immutable.
 *
 * @param negative whether the value is below zero
 * @param digits without zeros at either end; a single zero for the value zero
 * @param exponent zero for the value zero
 */
public record DecimalNumber(boolean negative, String digits, BigInteger exponent) {
  /** Longest whole number that {@link #toPlainText} writes out. */
  public static final int MAXIMUM_PLAIN_DIGITS = 40;

  private static final DecimalNumber ZERO = new DecimalNumber(false, "0", BigInteger.ZERO);
  private static final BigInteger LEAST_PLAIN_EXPONENT = BigInteger.valueOf(-6);
  private static final BigInteger DIGITS_OF_A_LONG = BigInteger.valueOf(19);

  /**
   * The number that a text holds.
   *
   * @param text a number as JSON writes one; its whole part may have leading zeros
   * @throws IllegalArgumentException when the text is something else
   */
  public static DecimalNumber of(String text) {
    boolean negative = text.startsWith("-");
    int whole = negative ? 1 : 0;
    int wholeEnd = digitsEnd(text, whole);
    int fraction = wholeEnd < text.length() && text.charAt(wholeEnd) == '.' ? wholeEnd + 1 : -1;
    int fractionEnd = fraction < 0 ? wholeEnd : digitsEnd(text, fraction);
    if (wholeEnd == whole || fractionEnd == fraction) {
      throw notANumber();
    }
    String digits =
        text.substring(whole, wholeEnd) + text.substring(Math.max(fraction, wholeEnd), fractionEnd);
    int first = 0;
    while (first < digits.length() && digits.charAt(first) == '0') {
      first++;
    }
    BigInteger exponent = exponent(text, fractionEnd);
    if (first == digits.length()) {
      return ZERO;
    }
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    int fractionDigits = fraction < 0 ? 0 : fractionEnd - fraction;
    long moved = (long) digits.length() - end - fractionDigits;
    return new DecimalNumber(
        negative, digits.substring(first, end), exponent.add(BigInteger.valueOf(moved)));
  }

  private static BigInteger exponent(String text, int from) {
    if (from == text.length()) {
      return BigInteger.ZERO;
    }
    boolean signed = from + 1 < text.length() && "+-".indexOf(text.charAt(from + 1)) >= 0;
    int first = from + (signed ? 2 : 1);
    if ((text.charAt(from) | 0x20) != 'e'
        || first == text.length()
        || digitsEnd(text, first) != text.length()) {
      throw notANumber();
    }
    BigInteger magnitude = new BigInteger(text.substring(first));
    return text.charAt(from + 1) == '-' ? magnitude.negate() : magnitude;
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static IllegalArgumentException notANumber() {
    return new IllegalArgumentException("text held no decimal number, expected one as in JSON");
  }

  /** Whether a character is one of the ASCII digits. */
  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The value times ten to this power. */
  public DecimalNumber shifted(int power) {
    return digits.equals("0")
        ? this
        : new DecimalNumber(negative, digits, exponent.add(BigInteger.valueOf(power)));
  }

  /** The value without its fraction, or the nearest long to it. */
  public long truncated() {
    if (isWhole()) {
      return nearestLong().getAsLong();
    }
    BigInteger wholeDigits = exponent.add(BigInteger.valueOf(digits.length()));
    return wholeDigits.signum() <= 0
        ? 0
        : new DecimalNumber(negative, digits.substring(0, wholeDigits.intValue()), BigInteger.ZERO)
            .nearestLong()
            .getAsLong();
  }

  /** Whether the value is a whole number. */
  public boolean isWhole() {
    return exponent.signum() >= 0;
  }

  /** The value, or the nearest that a long holds; empty when it is no whole number. */
  public OptionalLong nearestLong() {
    if (!isWhole()) {
      return OptionalLong.empty();
    }
    BigInteger length = exponent.add(BigInteger.valueOf(digits.length()));
    if (length.compareTo(DIGITS_OF_A_LONG) <= 0) {
      BigInteger magnitude = new BigInteger(digits + "0".repeat(exponent.intValue()));
      BigInteger value = negative ? magnitude.negate() : magnitude;
      if (value.bitLength() < Long.SIZE) {
        return OptionalLong.of(value.longValue());
      }
    }
    return OptionalLong.of(negative ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  /**
   * The value's one spelling: that of {@link java.math.BigDecimal#toString()} without trailing
   * zeros, and the same form past its limits. Its length grows with that of the number's text.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(digits.length() + 16);
    if (negative) {
      text.append('-');
    }
    BigInteger adjusted = exponent.add(BigInteger.valueOf(digits.length() - 1L));
    if (exponent.signum() <= 0 && adjusted.compareTo(LEAST_PLAIN_EXPONENT) >= 0) {
      return plain(text, exponent.intValue());
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    return text.append('E').append(adjusted.signum() > 0 ? "+" : "").append(adjusted).toString();
  }

  /**
   * The value's one spelling where people read it, as an id say: as {@link #toString()}, but whole
   * numbers of at most {@value #MAXIMUM_PLAIN_DIGITS} digits are written out: {@code 1000} for
   * {@code 1e3}.
   */
  public String toPlainText() {
    BigInteger length = exponent.add(BigInteger.valueOf(digits.length()));
    return isWhole() && length.compareTo(BigInteger.valueOf(MAXIMUM_PLAIN_DIGITS)) <= 0
        ? (negative ? "-" : "") + digits + "0".repeat(exponent.intValue())
        : toString();
  }

  private String plain(StringBuilder text, int scale) {
    int point = digits.length() + scale;
    if (point <= 0) {
      return text.append("0.").append("0".repeat(-point)).append(digits).toString();
    }
    text.append(digits, 0, point);
    return (scale == 0 ? text : text.append('.').append(digits, point, digits.length())).toString();
  }
}
