package dev.millrace.samplemodel;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The demo's model: will this session end in a purchase? Trained on sessions that follow {@link
 * ConversionLaw}, with fixed seeds, so that training again gives the same bytes.
 *
 * @param onnx the model's file
 * @param heldOut the rows that training did not see
 * @param xgboostProbabilities XGBoost's answers on the held-out rows
 * @param onnxProbabilities ONNX Runtime's answers on the held-out rows
 */
// Nobody compares two of these, and the engines take arrays.
@SuppressWarnings("ArrayRecordComponent")
record DemoModel(
    byte[] onnx,
    LabelledSessions heldOut,
    float[] xgboostProbabilities,
    float[] onnxProbabilities) {

  private static final int TRAINING_ROWS = 60_000;
  private static final int HELD_OUT_ROWS = 20_000;
  private static final int AREAS = 5_000;
  private static final LocalDate FIRST_DAY = LocalDate.of(2023, 1, 1);
  private static final int DAYS = 365 + 366 + 365;
  private static final long SEED = 20_240_229;

  /** What the features are, for the server and the functions. */
  private static final String DECLARATION =
      """
      {
        "name": "session-conversion",
        "version": "1.0.0",
        "features": [
          {"name": "day_of_year"},
          {"name": "day_of_week"},
          {"name": "hour_of_day"},
          {"name": "zip_known"},
          {"name": "median_income", "default": 64000},
          {"name": "population_density", "default": 900}
        ]
      }
      """;

  static DemoModel train() throws XGBoostError, OrtException {
    var random = new Random(SEED);
    List<ZipCodeArea> areas = ZipCodeArea.draw(AREAS, random);
    var sessions = new SessionGenerator(areas, FIRST_DAY, DAYS, random);
    LabelledSessions training = LabelledSessions.draw(TRAINING_ROWS, sessions, random);
    LabelledSessions heldOut = LabelledSessions.draw(HELD_OUT_ROWS, sessions, random);
    try (BoostedTrees trees = BoostedTrees.train(training)) {
      byte[] onnx = OnnxTrees.export(trees.trees(), TrainingFeatures.WIDTH);
      return new DemoModel(
          onnx,
          heldOut,
          trees.predict(heldOut.features()),
          OnnxProbabilities.predict(onnx, heldOut.features()));
    }
  }

  /** The greatest difference between the two engines' probabilities on the held-out rows. */
  double greatestDifference() {
    return IntStream.range(0, heldOut.rows())
        .mapToDouble(row -> Math.abs(xgboostProbabilities[row] - onnxProbabilities[row]))
        .max()
        .orElse(0);
  }

  /** How good the model is. */
  HeldOutScores scores() {
    double[] probabilities =
        IntStream.range(0, heldOut.rows()).mapToDouble(row -> onnxProbabilities[row]).toArray();
    return HeldOutScores.of(probabilities, heldOut.labels());
  }

  /** How good the law itself is: no model can be better but by luck. */
  HeldOutScores lawScores() {
    return HeldOutScores.of(heldOut.lawProbabilities(), heldOut.labels());
  }

  /** How good it is to answer the share of conversions every time. */
  HeldOutScores baseRateScores() {
    var probabilities = new double[heldOut.rows()];
    Arrays.fill(probabilities, heldOut.baseRate());
    return HeldOutScores.of(probabilities, heldOut.labels());
  }

  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("model.onnx"), onnx);
    Files.write(directory.resolve("model.json"), DECLARATION.getBytes(StandardCharsets.UTF_8));
  }
}
