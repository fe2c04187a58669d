package dev.millrace.infra;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What every function of a deployment shares. */
record Deployment(Settings settings, Artifacts artifacts, Optional<Network> network) {
  /** What functions must know that compute features of documents. */
  Map<String, String> featureEnvironment() {
    var declaration = artifacts.model(settings.model().name(), settings.model().version());
    var environment = new TreeMap<String, String>();
    environment.put("MODEL_FEATURES", declaration.featureNames());
    environment.put("ZIP_CODE_DEFAULTS", declaration.zipCodeDefaults());
    environment.put("CREATED_DATE_TIME_PATH", settings.scoring().createdDateTimePath());
    environment.put("ZIP_CODE_PATH", settings.scoring().zipCodePath());
    environment.put("INDEX_IN_ID", Boolean.toString(settings.scoring().indexInId()));
    environment.put(
        "MAXIMUM_AHEAD_OF_ARRIVAL", settings.scoring().maximumAheadOfArrival().toString());
    return environment;
  }
}
