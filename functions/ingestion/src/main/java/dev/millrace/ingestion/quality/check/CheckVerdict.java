package dev.millrace.ingestion.quality.check;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a check comes to.
 *
 * @param message a sentence with what was measured and its bound, without a value of a protected
 *     column
 * @param measured the figure that the kind of check is about, finite; empty where there is none
 */
public record CheckVerdict(boolean passed, String message, OptionalDouble measured) {
  /** Checks that the figure is one. */
  public CheckVerdict {
    Objects.requireNonNull(message);
    if (measured.isPresent() && !Double.isFinite(measured.getAsDouble())) {
      throw new IllegalArgumentException("A check measured %s".formatted(measured));
    }
  }

  /** A verdict with the figure that was measured, which is finite. */
  public static CheckVerdict of(boolean passed, String message, double measured) {
    return new CheckVerdict(passed, message, OptionalDouble.of(measured));
  }

  /** A verdict with what was counted. */
  public static CheckVerdict of(boolean passed, String message, long count) {
    return of(passed, message, (double) count);
  }

  /** A check that could not be evaluated has not passed: nobody knows that the rows are right. */
  public static CheckVerdict failed(String message) {
    return new CheckVerdict(false, message, OptionalDouble.empty());
  }
}
