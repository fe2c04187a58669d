package dev.millrace.scoring.model;

import dev.millrace.features.definition.ModelDefinition;
import java.time.Duration;
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
    return new ModelEndpoint(invocation(version, false), featureMismatch, firstPause);
  }

  /** How a version is asked that only scores beside others: it waits behind their requests. */
  public ModelEndpoint shadow(ModelDefinition version) {
    return new ModelEndpoint(invocation(version, true), featureMismatch, firstPause);
  }

  private ModelInvocation invocation(ModelDefinition version, boolean shadow) {
    return new ModelInvocation(
        sageMaker, name, version.name(), version.version(), version.featureNames(), shadow);
  }
}
