package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HeldOutScoresTest {

  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  @Test
  void theAucIsTheShareOfPairsInTheRightOrderAndTiesCountHalf() {
    double auc =
        HeldOutScores.of(new double[] {0.1, 0.4, 0.4, 0.8}, new float[] {0, 1, 0, 1}).auc();

    assertThat(auc).isEqualTo(3.5 / 4, ROUNDING);
  }

  @Test
  void theLogLossIsTheMeanOfTheLabelsSurprise() {
    double logLoss = HeldOutScores.of(new double[] {0.25, 0.5}, new float[] {1, 0}).logLoss();

    assertThat(logLoss).isEqualTo((Math.log(4) + Math.log(2)) / 2, ROUNDING);
  }

  @Test
  void theCalibrationErrorIsTheDistanceOfPredictedAndObservedRates() {
    var probabilities = new double[100];
    var labels = new float[100];
    for (int row = 0; row < 100; row++) {
      probabilities[row] = row / 100.0;
      labels[row] = row < 50 ? 0 : 1;
    }

    double error = HeldOutScores.of(probabilities, labels).calibrationError();

    assertThat(error).isEqualTo(0.25, Offset.offset(0.005));
  }

  @Test
  void ofSeveralClassesTheAucIsTheMeanOfEachAgainstTheOthers() {
    HeldOutScores scores =
        HeldOutScores.ofClasses(
            new double[][] {{0.5, 0.3, 0.2}, {0.2, 0.6, 0.2}, {0.6, 0.2, 0.2}},
            new int[] {0, 1, 2});

    assertThat(scores.auc()).isEqualTo((0.5 + 1 + 0.5) / 3, ROUNDING);
    assertThat(scores.logLoss())
        .isEqualTo(-(Math.log(0.5) + Math.log(0.6) + Math.log(0.2)) / 3, ROUNDING);
  }
}
