package dev.millrace.samplemodel;

import dev.millrace.features.plan.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Orders with what became of them, by row.
 *
 * @param labels places in {@link OrderOutcome}
 * @param lawProbabilities what the labels were drawn with: what a perfect model would answer
 */
// Nobody compares two of these.
@SuppressWarnings("ArrayRecordComponent")
record LabelledOrders(List<FeatureVector> features, int[] labels, double[][] lawProbabilities) {
  private static final long SEED = 20_250_315;
  private static final int PRODUCTS = 800;
  private static final int TRAINING_ROWS = 40_000;
  private static final int HELD_OUT_ROWS = 10_000;

  /**
   * The orders that the model is made from, the same every time.
   *
   * @param heldOut the rows that training does not see
   */
  record Split(LabelledOrders training, LabelledOrders heldOut) {}

  static Split split() {
    Random random = new Random(SEED);
    OrderGenerator orders = new OrderGenerator(Product.draw(PRODUCTS, random), random);
    OrderFeatures features = new OrderFeatures(new OrderDocument(random));
    return new Split(
        draw(TRAINING_ROWS, orders, features, random),
        draw(HELD_OUT_ROWS, orders, features, random));
  }

  private static LabelledOrders draw(
      int rows, OrderGenerator orders, OrderFeatures features, Random random) {
    List<FeatureVector> vectors = new ArrayList<>(rows);
    int[] labels = new int[rows];
    double[][] law = new double[rows][];
    for (int row = 0; row < rows; row++) {
      GeneratedOrder order = orders.next();
      vectors.add(features.of(order));
      law[row] = OrderLaw.probabilities(order);
      double drawn = random.nextDouble();
      labels[row] = drawn < law[row][0] ? 0 : drawn < law[row][0] + law[row][1] ? 1 : 2;
    }
    return new LabelledOrders(List.copyOf(vectors), labels, law);
  }

  /** The share of each class. */
  double[] shares() {
    double[] shares = new double[OrderOutcome.values().length];
    for (int label : labels) {
      shares[label] += 1.0 / labels.length;
    }
    return shares;
  }
}
