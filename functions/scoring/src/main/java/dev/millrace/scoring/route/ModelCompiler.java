package dev.millrace.scoring.route;

import dev.millrace.common.Deadline;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.VersionPlans;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelEndpoints;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles versions of a model into one pass over a document, ready to be asked. For one thread at
 * a time.
 */
final class ModelCompiler {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCompiler.class);

  private final VersionPlans plans;
  private final ModelEndpoints endpoints;
  private final Lookups lookups;

  ModelCompiler(VersionPlans plans, ModelEndpoints endpoints, Lookups lookups) {
    this.plans = Objects.requireNonNull(plans);
    this.endpoints = Objects.requireNonNull(endpoints);
    this.lookups = Objects.requireNonNull(lookups);
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
    FeaturePlan plan = plans.plan(model, routes, deadline);
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
}
