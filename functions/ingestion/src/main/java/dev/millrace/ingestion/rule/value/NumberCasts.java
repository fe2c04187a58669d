package dev.millrace.ingestion.rule.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Casts to numbers, and numbers as they are compared. */
final class NumberCasts {
  private static final String WHOLE = "a whole number of at most 64 bits";
  private static final String NUMBER = "a number that a double has room for";

  /** Longer texts are no numbers that anybody wrote. */
  private static final int LONGEST = 1_000;

  /** Neither NaN nor hexadecimal digits nor a suffix, which the JDK's own parser takes. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

  private NumberCasts() {}

  /** A {@link Long}: of a number or its text, where it is whole. */
  static Long integer(Object held) throws ValueRejected {
    if (held instanceof Long number) {
      return number;
    }
    try {
      // Refuses a fraction, and a number of more digits before it writes them out.
      return exact(held).orElseThrow(() -> ValueRejected.held(held, WHOLE)).longValueExact();
    } catch (ArithmeticException notWholeOrTooLong) {
      throw ValueRejected.held(held, WHOLE);
    }
  }

  /** A {@link Double}: the nearest to a number or its text. */
  static Double number(Object held) throws ValueRejected {
    double number = exact(held).orElseThrow(() -> ValueRejected.held(held, NUMBER)).doubleValue();
    if (Double.isInfinite(number)) {
      throw ValueRejected.held(held, NUMBER);
    }
    return number;
  }

  private static Optional<BigDecimal> exact(Object held) {
    return held instanceof String text ? ofText(text) : ofNumber(held);
  }

  /** The number without loss; empty for what is none. */
  static Optional<BigDecimal> ofNumber(Object held) {
    return switch (held) {
      case Long number -> Optional.of(BigDecimal.valueOf(number));
      case Double number when Double.isFinite(number) -> Optional.of(BigDecimal.valueOf(number));
      case BigInteger number -> Optional.of(new BigDecimal(number));
      case BigDecimal number -> Optional.of(number);
      default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> ofText(String text) {
    String stripped = text.strip();
    return stripped.length() <= LONGEST && DECIMAL.matcher(stripped).matches()
        ? Optional.of(new BigDecimal(stripped))
        : Optional.empty();
  }
}
