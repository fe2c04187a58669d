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
    var declaration = artifacts.model(documents.model(), documents.modelVersion());
    var environment = new TreeMap<String, String>();
    environment.put("MODEL_FEATURES", declaration.featureNames());
    environment.put("ZIP_CODE_DEFAULTS", declaration.zipCodeDefaults());
    environment.put("CREATED_DATE_TIME_PATH", documents.createdDateTimePath());
    environment.put("ZIP_CODE_PATH", documents.zipCodePath());
    environment.put("INDEX_IN_ID", Boolean.toString(documents.indexInId()));
    environment.put("MAXIMUM_AHEAD_OF_ARRIVAL", documents.maximumAheadOfArrival().toString());
    return environment;
  }
}
