package dev.millrace.benchmarks;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.ModelFeatures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code model.json} of three versions, each of which takes a field more. */
final class VersionFeatures {
  private static final String FEATURES =
      """
      {"name": "day_of_year"}, {"name": "day_of_week"}, {"name": "hour_of_day"}, {"name": "zip_known"},
      {"name": "median_income", "default": 64000}, {"name": "population_density", "default": 900}""";

  private static final String VISITS =
      ", {\"name\": \"visits\", \"from\": \"_source.visitor.visits\", \"as\": \"number\"}";
  private static final String WIDTH =
      ", {\"name\": \"width\", \"from\": \"_source.device.screen.width\", \"as\": \"number\"}";

  private static final Map<String, String> MORE =
      Map.of("1.0.0", "", "1.1.0", VISITS, "1.2.0", VISITS + WIDTH);

  /** In their order. */
  static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "1.2.0");

  private VersionFeatures() {}

  /**
   * @param version one of {@link #VERSIONS}
   */
  static String modelJson(String model, String version) {
    return "{\"name\": \"%s\", \"version\": \"%s\", \"features\": [%s%s]}"
        .formatted(model, version, FEATURES, MORE.get(version));
  }

  /** A record's vector where no look-up finds a row. */
  static FeatureOutcome compute(ModelFeatures version, DocumentRecord record) {
    List<HeldKey> keys = version.keys(record);
    Map<LookupKey, Optional<LookupRow>> rows = new HashMap<>();
    version.lookupKeys(keys).forEach(key -> rows.put(key, Optional.empty()));
    return version.compute(record, keys, rows);
  }
}
