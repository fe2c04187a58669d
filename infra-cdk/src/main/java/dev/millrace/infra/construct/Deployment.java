package dev.millrace.infra.construct;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What every function of a deployment shares.
 *
 * @param environment the environment's name
 */
public record Deployment(
    String environment, PlatformSettings settings, Artifacts artifacts, Optional<Network> network) {
  /** What functions must know that compute features of documents. */
  public Map<String, String> featureEnvironment() {
    var documents = settings.documents();
    var environment = new TreeMap<String, String>();
    environment.put(
        "MODEL_DEFINITION", artifacts.modelDefinition(documents.model(), documents.modelVersion()));
    environment.put("MAXIMUM_AHEAD_OF_ARRIVAL", documents.maximumAheadOfArrival().toString());
    return environment;
  }
}
