package dev.millrace.routing;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.FeaturePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compiles versions of a model into one pass over a document. A validated version never changes, so
 * that its definition is read once. For one thread at a time.
 */
public final class VersionPlans {
  /** Definitions that are kept of those that were used last. */
  private static final int KEPT = 64;

  private final VersionDefinitions definitions;
  private final Duration maximumAheadOfArrival;
  private final Map<String, ModelDefinition> known = new LeastRecentlyUsed<>(KEPT);

  /**
   * Plans of versions of the registry.
   *
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   */
  public VersionPlans(VersionDefinitions definitions, Duration maximumAheadOfArrival) {
    this.definitions = Objects.requireNonNull(definitions);
    this.maximumAheadOfArrival = Objects.requireNonNull(maximumAheadOfArrival);
  }

  /**
   * The plan of the versions that the routes name.
   *
   * @throws IllegalArgumentException when one of them is not validated, has a definition that
   *     cannot be read, or reads ids and times in another way than the others
   * @throws software.amazon.awssdk.core.exception.SdkException when the registry does not answer
   */
  public FeaturePlan plan(String model, RoutedVersions routes, Deadline deadline) {
    List<ModelDefinition> all = new ArrayList<>();
    for (String version : routes.all()) {
      all.add(definition(model, version, deadline));
    }
    return FeaturePlan.of(all, maximumAheadOfArrival);
  }

  private ModelDefinition definition(String model, String version, Deadline deadline) {
    String key = model + "/" + version;
    ModelDefinition definition = known.get(key);
    if (definition == null) {
      definition =
          definitions
              .find(model, version, deadline)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "version %s of %s is not in the registry as validated, expected a validated one"
                              .formatted(version, model)));
      known.put(key, definition);
    }
    return definition;
  }
}
