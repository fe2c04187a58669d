package dev.millrace.inference;

import dev.millrace.features.definition.FeatureDefinition;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A feature as a model takes it.
 *
 * @param name the feature's
 * @param type of the input that the feature goes into
 * @param isNullable whether the feature may be missing: a number then is NaN and a text empty
 */
public record FeatureColumn(String name, ElementType type, boolean isNullable) {
  public FeatureColumn {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
  }

  /** Whether the feature is a text. */
  public boolean isText() {
    return type == ElementType.STRING;
  }

  /** "[a, b]". */
  static String declaredNames(List<FeatureDefinition> features) {
    return features.stream()
        .map(FeatureDefinition::name)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
