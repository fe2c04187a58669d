package dev.millrace.lake.aggregation;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The exact sum of doubles. Each is a binary fraction, which a decimal number holds to the last
 * digit, so neither the sum nor the average depends on the order in which files are read.
 */
final class ExactSum {
  private static final double LARGEST_EXACT_INTEGER = 0x1p53;

  private long whole;
  private BigDecimal rest = BigDecimal.ZERO;

  /** Adds a finite number. */
  void add(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT_INTEGER) {
      addWhole((long) value);
    } else {
      rest = rest.add(new BigDecimal(value));
    }
  }

  private void addWhole(long value) {
    long sum = whole + value;
    if (((whole ^ sum) & (value ^ sum)) < 0) {
      rest = rest.add(BigDecimal.valueOf(whole));
      sum = value;
    }
    whole = sum;
  }

  /** The double that is nearest to the sum divided by a count; of two, the even one. */
  double average(long count) {
    BigDecimal sum = BigDecimal.valueOf(whole).add(rest);
    BigDecimal divisor = BigDecimal.valueOf(count);
    // Rounded twice, so perhaps to a neighbour of the nearest.
    double nearest = sum.divide(divisor, MathContext.DECIMAL128).doubleValue();
    for (double other : new double[] {Math.nextDown(nearest), Math.nextUp(nearest)}) {
      if (Double.isFinite(other)) {
        int farther = error(sum, divisor, other).compareTo(error(sum, divisor, nearest));
        if (farther < 0 || (farther == 0 && isEven(other))) {
          nearest = other;
        }
      }
    }
    return nearest;
  }

  private static BigDecimal error(BigDecimal sum, BigDecimal divisor, double average) {
    return new BigDecimal(average).multiply(divisor).subtract(sum).abs();
  }

  private static boolean isEven(double value) {
    return (Double.doubleToRawLongBits(value) & 1) == 0;
  }
}
