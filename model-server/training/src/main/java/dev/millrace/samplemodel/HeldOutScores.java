package dev.millrace.samplemodel;

import dev.millrace.inference.Predictions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How good probabilities are on rows with known labels.
 *
 * @param auc area under the ROC curve: 0.5 is chance, 1 perfect order
 * @param logLoss mean negative log-likelihood of the labels, in nats; lower is better
 * @param calibrationError mean distance of predicted and observed rates over ten equally large
 *     groups, in order of the prediction; 0 is perfect
 */
record HeldOutScores(double auc, double logLoss, double calibrationError) {

  private static final int GROUPS = 10;

  static HeldOutScores of(double[] probabilities, float[] labels) {
    Integer[] order = IntStream.range(0, labels.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(row -> probabilities[row]));
    return new HeldOutScores(
        auc(probabilities, labels, order),
        logLoss(probabilities, labels),
        calibrationError(probabilities, labels, order));
  }

  /** Of a model's answers: of its classes, or of its scores, which are probabilities of label 1. */
  static HeldOutScores of(Predictions answers, int[] labels) {
    int width = Math.max(1, answers.classes().size());
    double[][] probabilities = new double[answers.count()][width];
    for (int row = 0; row < probabilities.length; row++) {
      for (int column = 0; column < width; column++) {
        probabilities[row][column] = answers.value(row, column);
      }
    }
    return width > 1
        ? ofClasses(probabilities, labels)
        : of(Arrays.stream(probabilities).mapToDouble(row -> row[0]).toArray(), isClass(labels, 1));
  }

  /**
   * Of several classes: the AUC and the calibration error are the means of those of each class
   * against the others.
   *
   * @param probabilities by row and class
   * @param labels by row, the class's place
   */
  static HeldOutScores ofClasses(double[][] probabilities, int[] labels) {
    int classes = probabilities[0].length;
    double auc = 0;
    double calibrationError = 0;
    for (int place = 0; place < classes; place++) {
      int column = place;
      HeldOutScores ofClass =
          of(
              Arrays.stream(probabilities).mapToDouble(row -> row[column]).toArray(),
              isClass(labels, column));
      auc += ofClass.auc / classes;
      calibrationError += ofClass.calibrationError / classes;
    }
    double logLoss = 0;
    for (int row = 0; row < labels.length; row++) {
      logLoss -= Math.log(probabilities[row][labels[row]]) / labels.length;
    }
    return new HeldOutScores(auc, logLoss, calibrationError);
  }

  private static float[] isClass(int[] labels, int place) {
    var is = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      is[row] = labels[row] == place ? 1 : 0;
    }
    return is;
  }

  /** By the ranks of the positive rows; equal probabilities share their mean rank. */
  private static double auc(double[] probabilities, float[] labels, Integer[] order) {
    double positives = 0;
    double rankSum = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      double positivesHere = 0;
      while (to < order.length && probabilities[order[to]] == probabilities[order[from]]) {
        positivesHere += labels[order[to++]];
      }
      rankSum += positivesHere * (from + 1 + to) / 2.0;
      positives += positivesHere;
      from = to;
    }
    double negatives = order.length - positives;
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
  }

  private static double logLoss(double[] probabilities, float[] labels) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum -= Math.log(labels[row] == 1 ? probabilities[row] : 1 - probabilities[row]);
    }
    return sum / labels.length;
  }

  private static double calibrationError(double[] probabilities, float[] labels, Integer[] order) {
    double error = 0;
    for (int group = 0; group < GROUPS; group++) {
      int from = (int) ((long) order.length * group / GROUPS);
      int to = (int) ((long) order.length * (group + 1) / GROUPS);
      double difference = 0;
      for (int rank = from; rank < to; rank++) {
        difference += probabilities[order[rank]] - labels[order[rank]];
      }
      error += Math.abs(difference) / order.length;
    }
    return error;
  }
}
