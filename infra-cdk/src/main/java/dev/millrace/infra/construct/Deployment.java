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
  /** The model of requests that name none, whose first version comes with the deployment. */
  public String defaultModel() {
    var documents = settings.documents();
    artifacts.requireModel(documents.model(), documents.modelVersion());
    return documents.model();
  }

  /** What functions must know that read documents. */
  public Map<String, String> documentEnvironment() {
    return Map.of(
        "MAXIMUM_AHEAD_OF_ARRIVAL", settings.documents().maximumAheadOfArrival().toString());
  }
}
