package dev.millrace.infra;

import java.util.Map;
import java.util.Optional;

/** What every function of a deployment shares. */
record Deployment(Settings settings, Artifacts artifacts, Optional<Network> network) {
  /** What functions must know that compute features of documents. */
  Map<String, String> featureEnvironment() {
    var declaration = artifacts.model(settings.model().name(), settings.model().version());
    return Map.of(
        "MODEL_FEATURES", declaration.featureNames(),
        "ZIP_CODE_DEFAULTS", declaration.zipCodeDefaults(),
        "CREATED_DATE_TIME_PATH", settings.scoring().createdDateTimePath(),
        "ZIP_CODE_PATH", settings.scoring().zipCodePath(),
        "INDEX_IN_ID", Boolean.toString(settings.scoring().indexInId()),
        "MAXIMUM_AHEAD_OF_ARRIVAL", settings.scoring().maximumAheadOfArrival().toString());
  }
}
