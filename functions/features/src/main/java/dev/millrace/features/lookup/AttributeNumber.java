package dev.millrace.features.lookup;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The numbers that an attribute of a row may be, in a file as in the table that serves it: those
 * that DynamoDB holds exactly, up to 38 significant digits, magnitudes from 1E-130 to 9.99...E+125,
 * and 0.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data
 *     types of DynamoDB</a>
 */
public final class AttributeNumber {
  private static final int DIGITS = 38;
  private static final int SMALLEST_EXPONENT = -130;
  private static final int LARGEST_EXPONENT = 125;

  /** Longer strings have more digits than any double has, or leading and trailing zeros. */
  private static final int LONGEST_TEXT = 400;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  /** A code such as 01099, which a number would change. */
  private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9].*");

  private AttributeNumber() {}

  /**
   * The number that a text holds, as a plain decimal without superfluous zeros; empty where it
   * holds none, one with a leading zero, or one that DynamoDB does not store.
   */
  public static Optional<String> plain(String text) {
    if (text.length() > LONGEST_TEXT
        || !DECIMAL.matcher(text).matches()
        || LEADING_ZERO.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal shortest = new BigDecimal(text).stripTrailingZeros();
    if (shortest.signum() == 0) {
      return Optional.of("0");
    }
    long exponent = (long) shortest.precision() - shortest.scale() - 1;
    return shortest.precision() <= DIGITS
            && exponent >= SMALLEST_EXPONENT
            && exponent <= LARGEST_EXPONENT
        ? Optional.of(shortest.toPlainString())
        : Optional.empty();
  }
}
