package dev.millrace.samplemodel;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** What the features are, for the server and the functions, and how good it has to be. */
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
        ],
        "gates": [
          {"metric": "log_loss", "at_most": 0.48},
          {"metric": "roc_auc", "at_least": 0.71}
        ]
      }
      """;

  static DemoModel train() throws XGBoostError, OrtException {
    DemoSessions sessions = DemoSessions.draw();
    LabelledSessions heldOut = sessions.heldOut();
    try (BoostedTrees trees = BoostedTrees.train(sessions.training())) {
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
