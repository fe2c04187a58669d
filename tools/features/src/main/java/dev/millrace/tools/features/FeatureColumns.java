package dev.millrace.tools.features;

import dev.millrace.features.definition.FeatureDefault;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.kind.FeatureType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a row has beside its record's id and time.
 *
 * @param features in the model's order
 * @param keys of the look-ups whose attributes are left out
 */
record FeatureColumns(List<FeatureDefinition> features, List<Key> keys) {
  static final String RECORD_ID = "record_id";
  static final String EVENT_TIME = "event_time";

  /**
   * The column of a look-up's key.
   *
   * @param lookup its place among the model's look-ups
   */
  record Key(String name, int lookup) {}

  /**
   * @throws IllegalArgumentException when two columns have the same name
   */
  FeatureColumns {
    features = List.copyOf(features);
    keys = List.copyOf(keys);
    Set<String> names = new HashSet<>(Set.of(RECORD_ID, EVENT_TIME));
    keys.forEach(key -> names.add(key.name()));
    for (FeatureDefinition feature : features) {
      if (!names.add(feature.name())) {
        throw new IllegalArgumentException(
            "the model has a feature %s, expected another name: it is that of a column"
                .formatted(feature.name()));
      }
    }
  }

  /** Whether all values of a feature are whole numbers of 32 bits. */
  static boolean isWhole(FeatureDefinition feature) {
    return feature.type() == FeatureType.NUMBER
        && feature.isWhole()
        && !(feature.fallback() instanceof FeatureDefault.NumberValue(double value)
            && value != (int) value);
  }
}
