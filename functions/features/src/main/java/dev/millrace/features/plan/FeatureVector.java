package dev.millrace.features.plan;

import dev.millrace.features.kind.FeatureType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * The values of one version's features for one record, in the version's order. A number is finite,
 * or NaN where it is missing; a text is empty where it is missing. Immutable.
 */
public final class FeatureVector {
  private final ModelFeatures features;
  private final double[] numbers;

  /** Null where no feature is a text. */
  private final String[] texts;

  private final BitSet defaulted;

  /**
   * Takes the arrays over.
   *
   * @param defaulted features whose default was taken because their field held something else
   */
  FeatureVector(ModelFeatures features, double[] numbers, String[] texts, BitSet defaulted) {
    this.features = features;
    this.numbers = numbers;
    this.texts = texts;
    this.defaulted = defaulted;
  }

  /** The version whose features these are. */
  public ModelFeatures features() {
    return features;
  }

  /** The features' names, in the version's order. */
  public List<String> names() {
    return features.names();
  }

  /** How many features there are. */
  public int size() {
    return numbers.length;
  }

  /** Whether a feature is a number or a text. */
  public FeatureType type(int index) {
    return features.type(index);
  }

  /** Whether a feature has no value: the model gets NaN or an empty text, JSON null. */
  public boolean isMissing(int index) {
    return type(index) == FeatureType.NUMBER
        ? Double.isNaN(numbers[index])
        : texts[index].isEmpty();
  }

  /** A feature's number; NaN where it is missing, or a text. */
  public double number(int index) {
    return numbers[index];
  }

  /**
   * A feature's text; empty where it is missing.
   *
   * @throws IllegalArgumentException when the feature is a number
   */
  public String text(int index) {
    if (type(index) == FeatureType.NUMBER) {
      throw new IllegalArgumentException(
          "feature %s is a number, expected a text".formatted(names().get(index)));
    }
    return texts[index];
  }

  /** The feature's {@link Double} or {@link String}; null where it is missing. */
  public Object value(int index) {
    if (isMissing(index)) {
      return null;
    }
    return type(index) == FeatureType.NUMBER ? (Object) numbers[index] : texts[index];
  }

  /** As {@link #value(int)}, of the feature of that name. */
  public Object value(String name) {
    return value(features.indexOf(name));
  }

  /** Whether the feature's default was taken because its field held what it cannot read. */
  public boolean isDefaultForInvalid(int index) {
    return defaulted != null && defaulted.get(index);
  }

  /** Whether any feature's default was taken because its field held what it cannot read. */
  public boolean hasDefaultForInvalid() {
    return defaulted != null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureVector that
        && names().equals(that.names())
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(texts, that.texts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names(), Arrays.hashCode(numbers), Arrays.hashCode(texts));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < numbers.length; i++) {
      text.append(i == 0 ? "" : ", ").append(names().get(i)).append('=').append(value(i));
    }
    return text.append('}').toString();
  }
}
