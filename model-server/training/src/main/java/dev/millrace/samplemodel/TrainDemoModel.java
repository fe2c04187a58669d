package dev.millrace.samplemodel;

import java.nio.file.Path;

/** Trains the demo model, says how good it is and writes it to the folder that is named. */
public final class TrainDemoModel {

  /** The two engines sum the same floats in another order; more than this is a wrong export. */
  private static final double TOLERATED_DIFFERENCE = 1e-6;

  private TrainDemoModel() {}

  /**
   * Ends with status 1 when ONNX Runtime's probabilities are not XGBoost's.
   *
   * @param arguments the folder for model.onnx and model.json
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("Expected one argument, the folder to write to.");
      System.exit(2);
    }
    DemoModel model = DemoModel.train();
    print(model);
    if (model.greatestDifference() > TOLERATED_DIFFERENCE) {
      System.err.printf(
          "ONNX Runtime's probabilities differ from XGBoost's by more than %s; nothing is written.%n",
          TOLERATED_DIFFERENCE);
      System.exit(1);
    }
    Path directory = Path.of(arguments[0]);
    model.write(directory);
    System.out.printf("%nWrote %s%n", directory.resolve("model.onnx"));
  }

  private static void print(DemoModel model) {
    System.out.printf(
        "Held out: %,d rows, %.1f %% of them converted%n%n",
        model.heldOut().rows(), 100 * model.heldOut().baseRate());
    System.out.printf("%-28s %8s %9s %18s%n", "", "AUC", "log loss", "calibration error");
    print("the model", model.scores());
    print("the law that drew the labels", model.lawScores());
    print("the base rate, every time", model.baseRateScores());
    System.out.printf(
        "%nONNX Runtime against XGBoost: greatest difference %.2g%nmodel.onnx: %,d bytes%n",
        model.greatestDifference(), model.onnx().length);
  }

  private static void print(String name, HeldOutScores scores) {
    System.out.printf(
        "%-28s %8.4f %9.4f %18.4f%n",
        name, scores.auc(), scores.logLoss(), scores.calibrationError());
  }
}
