package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.json.JsonMembers;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * A number that is computed from a number; a string that holds one is one. Where the function gives
 * NaN or an infinite value, the field is invalid.
 */
final class NumberKind implements FeatureKind {
  private final String expected;
  private final boolean whole;
  private final DoubleUnaryOperator function;

  private NumberKind(String expected, boolean whole, DoubleUnaryOperator function) {
    this.expected = expected;
    this.whole = whole;
    this.function = Objects.requireNonNull(function);
  }

  /** The number itself. */
  static FeatureKind plain() {
    return new NumberKind(numbers(), false, value -> value);
  }

  /** The natural logarithm of one more than the number. */
  static FeatureKind log1p() {
    return new NumberKind("a number greater than -1", false, Math::log1p);
  }

  /** The number, or the nearer of {@code min} and {@code max} where it is not between them. */
  static FeatureKind clip(JsonMembers options) {
    OptionalDouble minimum = options.optionalNumber("min");
    OptionalDouble maximum = options.optionalNumber("max");
    if (minimum.isEmpty() && maximum.isEmpty()) {
      throw options.refused("min", "a number, or one in max");
    }
    double low = minimum.orElse(-Double.MAX_VALUE);
    double high = maximum.orElse(Double.MAX_VALUE);
    if (low > high) {
      throw options.refused("min", "a number that is not above max");
    }
    return new NumberKind(numbers(), false, value -> Math.min(Math.max(value, low), high));
  }

  /** How many of {@code boundaries}, an ascending list, are not above the number. */
  static FeatureKind bucket(JsonMembers options) {
    double[] boundaries =
        options.elements("boundaries").stream()
            .mapToDouble(element -> element instanceof Double number ? number : Double.NaN)
            .toArray();
    boolean ascending = boundaries.length > 0 && Double.isFinite(boundaries[0]);
    for (int i = 1; i < boundaries.length; i++) {
      ascending &= boundaries[i - 1] < boundaries[i] && Double.isFinite(boundaries[i]);
    }
    if (!ascending) {
      throw options.refused("boundaries", "an array of numbers, each above the one before");
    }
    return new NumberKind(
        numbers(),
        true,
        value -> {
          int bucket = 0;
          while (bucket < boundaries.length && boundaries[bucket] <= value) {
            bucket++;
          }
          return bucket;
        });
  }

  private static String numbers() {
    return "a number, or a string that holds one, between -1e126 and 1e126";
  }

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    int slot = slots[0];
    if (fields.isMissing(slot)) {
      value.setMissing();
      return;
    }
    double number = fields.number(slot);
    if (Math.abs(number) < FeatureValue.MAGNITUDE_LIMIT) {
      value.set(function.applyAsDouble(number));
    } else {
      value.setInvalid();
    }
  }

  @Override
  public boolean isWhole() {
    return whole;
  }

  @Override
  public String expected() {
    return expected;
  }
}
