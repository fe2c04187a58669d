package dev.millrace.benchmarks;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.FeaturePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Plans of one version. */
final class Plans {
  private Plans() {}

  /** The plan of what a {@code model.json} holds. */
  static FeaturePlan of(String model) {
    return FeaturePlan.of(
        List.of(ModelDefinition.parse(model.getBytes(StandardCharsets.UTF_8))), Duration.ofDays(1));
  }
}
