package dev.millrace.features;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The features of a model, in the order that it declares: the built-in ones ({@code day_of_year},
 * {@code day_of_week}, {@code hour_of_day}, {@code zip_known}) and those that are looked up by zip
 * code, each with the default that stands in for an unknown zip code. Immutable.
 */
public final class FeatureSchema {
  /**
   * Features must be smaller than this in magnitude (exclusive): they are stored in DynamoDB, whose
   * numbers end at 1e126.
   */
  public static final double MAGNITUDE_LIMIT = 1e126;

  private final List<String> names;
  private final Map<String, Double> zipCodeDefaults;

  private FeatureSchema(List<String> names, Map<String, Double> zipCodeDefaults) {
    this.names = names;
    this.zipCodeDefaults = zipCodeDefaults;
  }

  /**
   * A schema of these features.
   *
   * @param names every feature, in the model's order
   * @param zipCodeDefaults of each looked-up feature, its default
   * @throws IllegalArgumentException naming the feature, when one is unknown or stands twice, when
   *     a default is not a number of a magnitude under {@link #MAGNITUDE_LIMIT}, belongs to a
   *     built-in feature or to none; or when there are no features
   */
  public static FeatureSchema of(List<String> names, Map<String, Double> zipCodeDefaults) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("features held no name, expected at least one");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (BuiltInFeature.named(name).isEmpty() && !zipCodeDefaults.containsKey(name)) {
        throw new IllegalArgumentException(
            "feature %s is unknown, expected one of %s or one with a default"
                .formatted(name, BuiltInFeature.names()));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "feature %s stands twice, expected each feature once".formatted(name));
      }
    }
    zipCodeDefaults.forEach((name, value) -> requireDefault(name, value, seen));
    return new FeatureSchema(
        List.copyOf(names), Collections.unmodifiableMap(new LinkedHashMap<>(zipCodeDefaults)));
  }

  private static void requireDefault(String name, Double value, Set<String> names) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "default of %s belongs to no feature, expected one of %s".formatted(name, names));
    }
    if (BuiltInFeature.named(name).isPresent()) {
      throw new IllegalArgumentException(
          "feature %s is computed, expected no default for it".formatted(name));
    }
    if (value == null || !(Math.abs(value) < MAGNITUDE_LIMIT)) {
      throw new IllegalArgumentException(
          "default of %s held %s, expected a number between -1e126 and 1e126"
              .formatted(name, value));
    }
  }

  /** Every feature, in the model's order. */
  public List<String> names() {
    return names;
  }

  /** The features that a document alone determines, whatever is stored about its zip code. */
  public List<String> documentFeatures() {
    return names.stream()
        .filter(name -> BuiltInFeature.named(name).filter(BuiltInFeature::isOfDocument).isPresent())
        .toList();
  }

  /** The features that are looked up by zip code, and the default of each. */
  public Map<String, Double> zipCodeDefaults() {
    return zipCodeDefaults;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureSchema that
        && names.equals(that.names)
        && zipCodeDefaults.equals(that.zipCodeDefaults);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + zipCodeDefaults.hashCode();
  }

  @Override
  public String toString() {
    return names + ", defaults " + zipCodeDefaults;
  }
}
