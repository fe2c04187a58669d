package dev.millrace.samplemodel;

import java.util.Random;

/**
 * Sessions with what became of them, as arrays by row.
 *
 * @param features {@link TrainingFeatures} of each row, one row after the other
 * @param labels 1 where the session converted, else 0
 * @param lawProbabilities the probability that the label was drawn with: what a perfect model would
 *     answer
 */
// Nobody compares two of these, and the engines take arrays.
@SuppressWarnings("ArrayRecordComponent")
record LabelledSessions(float[] features, float[] labels, double[] lawProbabilities) {

  static LabelledSessions draw(int rows, SessionGenerator sessions, Random random) {
    int width = TrainingFeatures.WIDTH;
    var features = new float[rows * width];
    var labels = new float[rows];
    var lawProbabilities = new double[rows];
    for (int row = 0; row < rows; row++) {
      GeneratedSession session = sessions.next();
      System.arraycopy(TrainingFeatures.of(session), 0, features, row * width, width);
      lawProbabilities[row] = ConversionLaw.probability(session);
      labels[row] = random.nextDouble() < lawProbabilities[row] ? 1 : 0;
    }
    return new LabelledSessions(features, labels, lawProbabilities);
  }

  int rows() {
    return labels.length;
  }

  /** The share of rows that converted. */
  double baseRate() {
    double sum = 0;
    for (float label : labels) {
      sum += label;
    }
    return sum / rows();
  }
}
