package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OrderReturnsModelTest {
  private static final Path COMMITTED = Path.of("../models/order-returns/1.0.0");

  private static OrderReturnsModel model;
  private static Predictions committed;

  @BeforeAll
  static void train() throws Exception {
    model = OrderReturnsModel.train();
    try (Model loaded = Model.load(COMMITTED, 1)) {
      committed = loaded.predict(HeldOutData.rows(model.heldOut().features(), loaded.columns()));
    }
  }

  @Test
  void trainingAgainGivesTheSameBytes() throws Exception {
    assertThat(OrderReturnsModel.train().onnx()).isEqualTo(model.onnx());
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
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theExportedGraphEncodesTextsAndMissingNumbersAsTrainingDid() {
    assertThat(model.greatestDifference(committed)).isLessThan(1e-6);
  }

  @Test
  void theModelIsNearlyAsGoodAsTheLawAndFarBetterThanTheBaseRates() {
    HeldOutScores scores = HeldOutScores.of(committed, model.heldOut().labels());
    double law = model.lawScores().logLoss();
    double baseRates = model.baseRateScores().logLoss();

    assertThat((baseRates - scores.logLoss()) / (baseRates - law)).isBetween(0.9, 1.0);
    assertThat(scores.auc()).isGreaterThan(0.75);
    assertThat(scores.calibrationError()).isLessThan(0.02);
  }
}
