package dev.millrace.infra.construct;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.Map;
import java.util.Optional;

/**
 * What every function of a deployment shares.
 *
 * @param environment the environment's name
 */
public record Deployment(
    String environment, PlatformSettings settings, Artifacts artifacts, Optional<Network> network) {
  /** What functions must know that compute features with the deployment's own model. */
  public Map<String, String> modelEnvironment() {
    var documents = settings.documents();
    return Map.of(
        "MODEL_DEFINITION", artifacts.modelDefinition(documents.model(), documents.modelVersion()));
  }

  /** What functions must know that read documents. */
  public Map<String, String> documentEnvironment() {
    return Map.of(
        "MAXIMUM_AHEAD_OF_ARRIVAL", settings.documents().maximumAheadOfArrival().toString());
  }
}
