package dev.millrace.inference;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A feature as model.json declares it.
 *
 * @param isCategory a text, and no number
 * @param isNullable whether it may be missing
 */
record DeclaredFeature(String name, boolean isCategory, boolean isNullable) {

  /** "[a, b]". */
  static String names(List<DeclaredFeature> features) {
    return features.stream().map(DeclaredFeature::name).collect(Collectors.joining(", ", "[", "]"));
  }
}
