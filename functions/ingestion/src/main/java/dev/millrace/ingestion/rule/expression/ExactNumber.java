package dev.millrace.ingestion.rule.expression;

import java.io.Serial;
import java.util.Objects;

/**
 * A number that a double does not hold, in an expression: JSONata computes with doubles, and would
 * lose digits without a word. It can be passed on and written as text; computing with it fails.
 */
final class ExactNumber extends Number {
  @Serial private static final long serialVersionUID = 1L;

  private final Number number;

  ExactNumber(Number number) {
    this.number = Objects.requireNonNull(number);
  }

  /** The number, with all its digits. */
  Number number() {
    return number;
  }

  @Override
  public int intValue() {
    throw new InexactNumber();
  }

  @Override
  public long longValue() {
    throw new InexactNumber();
  }

  @Override
  public float floatValue() {
    throw new InexactNumber();
  }

  @Override
  public double doubleValue() {
    throw new InexactNumber();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactNumber exact && exact.number.equals(number);
  }

  @Override
  public int hashCode() {
    return number.hashCode();
  }

  @Override
  public String toString() {
    return number.toString();
  }

  /** Computing would have lost digits. */
  static final class InexactNumber extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    InexactNumber() {
      super("A number that a double does not hold", null, false, false);
    }
  }
}
