package dev.millrace.scoring.model;

import dev.millrace.features.definition.ModelDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * The endpoint that all versions stand behind.
 *
 * @param name the endpoint's
 * @param featureMismatch is run each time that a version takes other features than those it is
 *     asked with
 * @param firstPause how long to wait before such a version is asked again
 */
public record ModelEndpoints(
    SageMakerRuntimeClient sageMaker, String name, Runnable featureMismatch, Duration firstPause) {
  /** Checks that nothing is null. */
  public ModelEndpoints {
    Objects.requireNonNull(sageMaker, "sageMaker");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(featureMismatch, "featureMismatch");
    Objects.requireNonNull(firstPause, "firstPause");
  }

  /** How a version is asked whose answers count. */
  public ModelEndpoint endpoint(ModelDefinition version) {
    return endpoint(version.name(), version.version(), version.featureNames(), false);
  }

  /**
   * How a version is asked that only scores beside others: it waits behind their requests.
   *
   * @param featureNames in the version's order
   */
  public ModelEndpoint shadow(String model, String version, List<String> featureNames) {
    return endpoint(model, version, featureNames, true);
  }

  private ModelEndpoint endpoint(
      String model, String version, List<String> featureNames, boolean shadow) {
    return new ModelEndpoint(
        new ModelInvocation(sageMaker, name, model, version, featureNames, shadow),
        featureMismatch,
        firstPause);
  }
}
