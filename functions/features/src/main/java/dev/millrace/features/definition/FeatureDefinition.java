package dev.millrace.features.definition;

import dev.millrace.features.kind.FeatureType;
import java.util.Objects;

/**
 * One feature of a model.
 *
 * @param name how the model, rows and answers call it
 * @param source where its value comes from
 * @param type what its values are
 * @param isWhole whether every value but the default is a whole number of 32 bits
 * @param fallback what it is where there is no value
 */
public record FeatureDefinition(
    String name, FeatureSource source, FeatureType type, boolean isWhole, FeatureDefault fallback) {

  /** Checks that nothing is null. */
  public FeatureDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(fallback, "fallback");
  }

  /** Whether the value may be missing: NaN or an empty text for the model, null in JSON. */
  public boolean isNullable() {
    return fallback instanceof FeatureDefault.Missing;
  }
}
