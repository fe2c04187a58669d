package dev.millrace.samplemodel;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model's features, computed by the code that computes them when the model is asked. */
final class TrainingFeatures {
  private static final FeaturePlan PLAN =
      FeaturePlan.of(
          List.of(
              ModelDefinition.parse(
                  """
                  {"name": "session-conversion", "version": "1.0.0", "features": [
                   {"name": "day_of_year"}, {"name": "day_of_week"}, {"name": "hour_of_day"}, {"name": "zip_known"},
                   {"name": "median_income", "default": %d}, {"name": "population_density", "default": %s}]}
                  """
                      .formatted(
                          ZipCodeArea.DEFAULT_MEDIAN_INCOME, ZipCodeArea.DEFAULT_POPULATION_DENSITY)
                      .getBytes(StandardCharsets.UTF_8))),
          Duration.ZERO);

  private static final ModelFeatures FEATURES = PLAN.versions().getFirst();

  /** How many features a row has. */
  static final int WIDTH = FEATURES.names().size();

  private TrainingFeatures() {}

  static float[] of(GeneratedSession generated) {
    byte[] document =
        "{\"_id\": \"generated\", \"_source\": {\"createdDateTime\": %d, \"zipCode\": \"%s\"}}"
            .formatted(
                generated.start().toEpochMilli(),
                generated.area().map(ZipCodeArea::zipCode).orElse(""))
            .getBytes(StandardCharsets.UTF_8);
    if (!(PLAN.parser().parse(document, generated.start()) instanceof DocumentRecord record)) {
      throw new IllegalStateException("A generated session is no record: " + generated);
    }
    List<HeldKey> keys = FEATURES.keys(record);
    Map<LookupKey, Optional<LookupRow>> rows = new HashMap<>();
    FEATURES
        .lookupKeys(keys)
        .forEach(key -> rows.put(key, generated.area().map(TrainingFeatures::attributes)));
    if (!(FEATURES.compute(record, keys, rows)
        instanceof FeatureOutcome.Computed(FeatureVector vector))) {
      throw new IllegalStateException("A generated session has no features: " + generated);
    }
    var row = new float[WIDTH];
    for (int column = 0; column < WIDTH; column++) {
      row[column] = (float) vector.number(column);
    }
    return row;
  }

  private static LookupRow attributes(ZipCodeArea area) {
    return new LookupRow(
        Map.of(
            "median_income",
            (double) area.medianIncome(),
            "population_density",
            area.populationDensity()),
        Map.of());
  }
}
