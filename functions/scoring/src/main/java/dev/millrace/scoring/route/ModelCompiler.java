package dev.millrace.scoring.route;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles versions of a model into one pass over a document. A validated version never changes, so
 * that its definition is read once. For one thread at a time.
 */
final class ModelCompiler {
  /** Definitions that are kept of those that were used last. */
  private static final int KEPT = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ModelCompiler.class);

  private final VersionDefinitions definitions;
  private final ModelEndpoints endpoints;
  private final Lookups lookups;
  private final Duration maximumAheadOfArrival;
  private final Map<String, ModelDefinition> known = new LeastRecentlyUsed<>(KEPT);

  ModelCompiler(
      VersionDefinitions definitions,
      ModelEndpoints endpoints,
      Lookups lookups,
      Duration maximumAheadOfArrival) {
    this.definitions = Objects.requireNonNull(definitions);
    this.endpoints = Objects.requireNonNull(endpoints);
    this.lookups = Objects.requireNonNull(lookups);
    this.maximumAheadOfArrival = Objects.requireNonNull(maximumAheadOfArrival);
  }

  /**
   * A model of the versions that the routes name.
   *
   * @throws IllegalArgumentException when one of them is not validated, has a definition that
   *     cannot be read, or reads ids and times in another way than the others
   * @throws software.amazon.awssdk.core.exception.SdkException when the registry does not answer
   */
  RoutedModel compile(
      String model,
      RoutedVersions routes,
      RoutedVersions inEffect,
      OptionalLong revision,
      Deadline deadline) {
    List<ModelDefinition> all = new ArrayList<>();
    for (String version : routes.all()) {
      all.add(definition(model, version, deadline));
    }
    FeaturePlan plan = FeaturePlan.of(all, maximumAheadOfArrival);
    plan.lookupAttributes().values().forEach(lookups::want);
    List<RoutedVersion> versions =
        plan.versions().stream()
            .map(features -> new RoutedVersion(features, endpoints.endpoint(features.definition())))
            .toList();
    return new RoutedModel(
        model,
        routes,
        inEffect,
        revision,
        plan,
        plan.parser(failure -> LOG.error("Parsing a document failed with {}", failure)),
        versions);
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
