package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {

  private static final Path COMMITTED = Path.of("../models/session-conversion/1.0.0");

  private static DemoModel model;

  @BeforeAll
  static void train() throws Exception {
    model = DemoModel.train();
  }

  @Test
  void trainingAgainGivesTheSameBytes() throws Exception {
    assertThat(DemoModel.train().onnx()).isEqualTo(model.onnx());
  }

  /** Elsewhere the C library's exponential may round another way. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void trainingGivesTheBytesInTheRepository(@TempDir Path directory) throws Exception {
    model.write(directory);

    assertThat(directory.resolve("model.onnx"))
        .hasSameBinaryContentAs(COMMITTED.resolve("model.onnx"));
    assertThat(directory.resolve("model.json"))
        .hasSameBinaryContentAs(COMMITTED.resolve("model.json"));
  }

  @Test
  void theModelInTheRepositoryPredictsWhatTrainingGives() throws Exception {
    float[] committed =
        OnnxProbabilities.predict(
            Files.readAllBytes(COMMITTED.resolve("model.onnx")), model.heldOut().features());

    for (int row = 0; row < committed.length; row++) {
      assertThat((double) committed[row])
          .isBetween(model.onnxProbabilities()[row] - 0.02, model.onnxProbabilities()[row] + 0.02);
    }
  }

  @Test
  void onnxRuntimeGivesTheProbabilitiesOfXgboost() {
    assertThat(model.greatestDifference()).isLessThan(1e-6);
  }

  @Test
  void theModelIsNearlyAsGoodAsTheLawAndFarBetterThanTheBaseRate() {
    double model = DemoModelTest.model.scores().logLoss();
    double law = DemoModelTest.model.lawScores().logLoss();
    double baseRate = DemoModelTest.model.baseRateScores().logLoss();

    assertThat((baseRate - model) / (baseRate - law)).isBetween(0.9, 1.0);
    assertThat(DemoModelTest.model.scores().auc()).isGreaterThan(0.7);
    assertThat(DemoModelTest.model.scores().calibrationError()).isLessThan(0.02);
  }
}
