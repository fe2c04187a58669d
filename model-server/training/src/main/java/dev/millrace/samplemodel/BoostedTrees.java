package dev.millrace.samplemodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Gradient-boosted trees, trained by XGBoost on one thread: the same rows give the same trees. */
final class BoostedTrees implements AutoCloseable {

  private static final int TREES = 60;

  /** A base score of one half makes the sum of the leaves the log-odds. */
  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "objective", "binary:logistic",
          "tree_method", "hist",
          "max_depth", 4,
          "eta", 0.15,
          "lambda", 2,
          "min_child_weight", 20,
          "base_score", 0.5,
          "nthread", 1,
          "seed", 1,
          "verbosity", 1);

  private final Booster booster;

  private BoostedTrees(Booster booster) {
    this.booster = booster;
  }

  static BoostedTrees train(LabelledSessions sessions) throws XGBoostError {
    return train(sessions.features(), TrainingFeatures.WIDTH, sessions.labels(), PARAMETERS, TREES);
  }

  /**
   * Trains trees.
   *
   * @param features one row after the other
   * @param width how many features a row has
   * @param rounds how often a tree is added, or one for each class
   */
  static BoostedTrees train(
      float[] features, int width, float[] labels, Map<String, Object> parameters, int rounds)
      throws XGBoostError {
    DMatrix matrix = matrix(features, width);
    try {
      matrix.setLabel(labels);
      return new BoostedTrees(XGBoost.train(matrix, parameters, rounds, Map.of(), null, null));
    } finally {
      matrix.dispose();
    }
  }

  /** Probabilities by row; {@code features} holds one row after the other. */
  float[] predict(float[] features) throws XGBoostError {
    float[][] answers = predictClasses(features, TrainingFeatures.WIDTH);
    var probabilities = new float[answers.length];
    for (int row = 0; row < answers.length; row++) {
      probabilities[row] = answers[row][0];
    }
    return probabilities;
  }

  /** Probabilities by row and class; of two classes that of the second alone. */
  float[][] predictClasses(float[] features, int width) throws XGBoostError {
    DMatrix matrix = matrix(features, width);
    try {
      return booster.predict(matrix);
    } finally {
      matrix.dispose();
    }
  }

  List<TreeNode> trees() throws XGBoostError {
    var trees = new ArrayList<TreeNode>();
    for (String dump : booster.getModelDump("", false, "json")) {
      trees.add(TreeNode.parse(dump));
    }
    return trees;
  }

  @Override
  public void close() {
    booster.dispose();
  }

  private static DMatrix matrix(float[] features, int width) throws XGBoostError {
    return new DMatrix(features, features.length / width, width, Float.NaN);
  }
}
