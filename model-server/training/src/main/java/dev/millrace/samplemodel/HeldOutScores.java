package dev.millrace.samplemodel;

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
