package dev.millrace.samplemodel;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import dev.millrace.inference.UnusableModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The second sample's model: will this order be kept, exchanged or returned? Trained on orders that
 * follow {@link OrderLaw}, with fixed seeds, so that training again gives the same bytes.
 *
 * @param heldOut the rows that training did not see
 * @param xgboostProbabilities XGBoost's answers on the held-out rows
 */
// Nobody compares two of these, and the engines take arrays.
@SuppressWarnings("ArrayRecordComponent")
record OrderReturnsModel(byte[] onnx, LabelledOrders heldOut, float[][] xgboostProbabilities) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GOLDEN_ROWS = 4;

  /** The sum of a row's leaves is the log-odds of a class, but for what all classes share. */
  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "objective", "multi:softprob",
          "num_class", OrderOutcome.values().length,
          "tree_method", "hist",
          "max_depth", 4,
          "eta", 0.2,
          "lambda", 2,
          "min_child_weight", 20,
          "nthread", 1,
          "seed", 1,
          "verbosity", 1);

  private static final int ROUNDS = 40;

  static OrderReturnsModel train() throws XGBoostError {
    LabelledOrders.Split orders = LabelledOrders.split();
    ModelDefinition definition = OrderModelDefinition.definition();
    List<FeatureVector> rows = orders.training().features();
    FeatureEncoding encoding = FeatureEncoding.of(definition.features(), rows);
    float[] labels = new float[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = orders.training().labels()[row];
    }
    int width = definition.features().size();
    try (BoostedTrees trees =
        BoostedTrees.train(encoding.encode(rows), width, labels, PARAMETERS, ROUNDS)) {
      return new OrderReturnsModel(
          OnnxFeatureGraph.export(encoding, trees.trees(), OrderOutcome.values().length),
          orders.heldOut(),
          trees.predictClasses(encoding.encode(orders.heldOut().features()), width));
    }
  }

  /** Writes both files; the golden rows are the first ones that training did not see. */
  void write(Path directory) throws IOException, UnusableModelException, OrtException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("model.onnx"), onnx);
    Path declaration = directory.resolve("model.json");
    Files.writeString(declaration, OrderModelDefinition.json(List.of()));
    List<String> golden = new ArrayList<>();
    try (Model model = Model.load(directory, 1)) {
      for (FeatureVector row : heldOut.features().subList(0, GOLDEN_ROWS)) {
        golden.add(golden(row, model.predict(HeldOutData.rows(List.of(row), model.columns()))));
      }
    } catch (InvalidRowException impossible) {
      throw new IllegalStateException(impossible);
    }
    Files.writeString(declaration, OrderModelDefinition.json(golden));
  }

  private static String golden(FeatureVector row, Predictions answer) {
    ObjectNode golden = JSON.createObjectNode();
    ObjectNode features = golden.putObject("features");
    for (int index = 0; index < row.size(); index++) {
      features.putPOJO(row.names().get(index), row.value(index));
    }
    ObjectNode probabilities = golden.putObject("probabilities");
    for (int column = 0; column < answer.classes().size(); column++) {
      probabilities.put(answer.classes().get(column), answer.value(0, column));
    }
    return golden.toString();
  }

  /** The greatest difference between XGBoost's probabilities and those of the exported file. */
  double greatestDifference(Predictions answers) {
    double greatest = 0;
    for (int row = 0; row < answers.count(); row++) {
      for (int column = 0; column < answers.classes().size(); column++) {
        double difference = xgboostProbabilities[row][column] - answers.value(row, column);
        greatest = Math.max(greatest, Math.abs(difference));
      }
    }
    return greatest;
  }

  /** How good the law itself is: no model can be better but by luck. */
  HeldOutScores lawScores() {
    return HeldOutScores.ofClasses(heldOut.lawProbabilities(), heldOut.labels());
  }

  /** How good it is to answer the shares of the classes every time. */
  HeldOutScores baseRateScores() {
    double[][] shares = new double[heldOut.labels().length][];
    Arrays.fill(shares, heldOut.shares());
    return HeldOutScores.ofClasses(shares, heldOut.labels());
  }
}
