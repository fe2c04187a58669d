package dev.millrace.ingestion.quality.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers of rows, compared by the decimal digits that they are written with: 1 equals 1.0, and no
 * two 64-bit ids are equal because a double cannot tell them apart.
 */
public final class ExactNumbers {
  /** Up to here a double and a long of the same value have the same digits. */
  private static final double LARGEST_WHOLE_DOUBLE = 0x1p53;

  private static final int LONGEST_LONG = 19;

  private ExactNumbers() {}

  /**
   * The one form of all numbers that are equal: a {@link Long} where it holds the number, else a
   * {@link Double} where it shows the same digits, else a {@link BigDecimal} without zeros at its
   * end.
   *
   * @param number as a row holds it
   */
  public static Number canonical(Number number) {
    return switch (number) {
      case Long whole -> whole;
      case Double held when !Double.isFinite(held) -> held;
      case Double held when held == Math.rint(held) && Math.abs(held) < LARGEST_WHOLE_DOUBLE ->
          (long) (double) held;
      case Double held when Math.abs(held) < LARGEST_WHOLE_DOUBLE -> held;
      case BigInteger whole when whole.bitLength() < Long.SIZE -> whole.longValue();
      default -> canonicalDecimal(decimal(number).stripTrailingZeros());
    };
  }

  private static Number canonicalDecimal(BigDecimal decimal) {
    if (decimal.scale() <= 0
        && (long) decimal.precision() - decimal.scale() <= LONGEST_LONG
        && decimal.toBigInteger().bitLength() < Long.SIZE) {
      return decimal.longValue();
    }
    double nearest = decimal.doubleValue();
    boolean same =
        Double.isFinite(nearest)
            && new BigDecimal(Double.toString(nearest)).compareTo(decimal) == 0;
    return same ? (Number) nearest : decimal;
  }

  /**
   * Compares two numbers by value, as {@link Comparable} does.
   *
   * @param number not NaN; an infinite one is beyond all others
   * @param other likewise
   */
  public static int compare(Number number, Number other) {
    if (number instanceof Long one && other instanceof Long two) {
      return Long.compare(one, two);
    }
    if (isSmallOrInfinite(number) && isSmallOrInfinite(other)) {
      return Double.compare(number.doubleValue() + 0.0, other.doubleValue() + 0.0);
    }
    if (number instanceof Double infinite && infinite.isInfinite()) {
      return infinite > 0 ? 1 : -1;
    }
    if (other instanceof Double infinite && infinite.isInfinite()) {
      return infinite > 0 ? -1 : 1;
    }
    return decimal(number).compareTo(decimal(other));
  }

  /** Whether a double of the same value has the same digits, or the number is infinite. */
  private static boolean isSmallOrInfinite(Number number) {
    return switch (number) {
      case Long whole -> Math.abs((double) whole) < LARGEST_WHOLE_DOUBLE;
      case Double held -> Math.abs(held) < LARGEST_WHOLE_DOUBLE || held.isInfinite();
      default -> false;
    };
  }

  /**
   * The number with all the digits that it is written with.
   *
   * @param number a finite number, as a row holds it
   */
  public static BigDecimal decimal(Number number) {
    return switch (number) {
      case Long whole -> BigDecimal.valueOf(whole);
      case BigInteger whole -> new BigDecimal(whole);
      case BigDecimal decimal -> decimal;
      default -> new BigDecimal(Double.toString(number.doubleValue()));
    };
  }
}
