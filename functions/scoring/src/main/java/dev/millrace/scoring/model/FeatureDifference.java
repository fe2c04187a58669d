package dev.millrace.scoring.model;

import java.util.ArrayList;
import java.util.List;

/** Says in which features a model differs from the function that calls it. */
final class FeatureDifference {
  private FeatureDifference() {}

  /**
   * Half a sentence without a capital and a full stop.
   *
   * @param computed the function's features, in the order in which it sends them
   * @param taken the model's
   */
  static String describe(List<String> computed, List<String> taken) {
    List<String> differences = new ArrayList<>();
    List<String> more = without(taken, computed);
    List<String> fewer = without(computed, taken);
    if (!more.isEmpty()) {
      differences.add("the model also takes " + String.join(", ", more));
    }
    if (!fewer.isEmpty()) {
      differences.add("the model does not take " + String.join(", ", fewer));
    }
    if (differences.isEmpty()) {
      differences.add("the model takes them in the order " + String.join(", ", taken));
    }
    return String.join("; ", differences);
  }

  private static List<String> without(List<String> names, List<String> others) {
    return names.stream().filter(name -> !others.contains(name)).toList();
  }
}
