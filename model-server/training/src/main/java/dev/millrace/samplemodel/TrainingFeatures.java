package dev.millrace.samplemodel;

import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVector;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.session.Session;
import java.util.List;
import java.util.Map;

/** The model's features, computed by the code that computes them when the model is asked. */
final class TrainingFeatures {

  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              "day_of_year",
              "day_of_week",
              "hour_of_day",
              "zip_known",
              "median_income",
              "population_density"),
          Map.of(
              "median_income",
              (double) ZipCodeArea.DEFAULT_MEDIAN_INCOME,
              "population_density",
              ZipCodeArea.DEFAULT_POPULATION_DENSITY));

  /** How many features a row has. */
  static final int WIDTH = SCHEMA.names().size();

  private static final FeatureVectors VECTORS = new FeatureVectors(SCHEMA);

  private TrainingFeatures() {}

  static float[] of(GeneratedSession generated) {
    var session =
        new Session("generated", generated.start(), generated.area().map(ZipCodeArea::zipCode));
    FeatureVector vector = VECTORS.of(session, generated.area().map(TrainingFeatures::attributes));
    var row = new float[WIDTH];
    for (int column = 0; column < WIDTH; column++) {
      row[column] = (float) vector.get(column);
    }
    return row;
  }

  private static Map<String, Double> attributes(ZipCodeArea area) {
    return Map.of(
        "median_income",
        (double) area.medianIncome(),
        "population_density",
        area.populationDensity());
  }
}
