package dev.millrace.scoring.route;

import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.scoring.model.ModelEndpoint;
import java.util.Objects;

/**
 * A version that can be asked: how its features are computed, and the endpoint that holds it.
 *
 * @param endpoint for one thread at a time
 */
public record RoutedVersion(ModelFeatures features, ModelEndpoint endpoint) {
  /** Checks that neither is null. */
  public RoutedVersion {
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(endpoint, "endpoint");
  }

  /** MAJOR.MINOR.PATCH. */
  public String version() {
    return features.definition().version();
  }
}
