package dev.millrace.samplemodel;

import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.nio.file.Path;

/** Trains the second sample's model, says how good it is and writes it to the folder named. */
public final class TrainOrderReturnsModel {
  private TrainOrderReturnsModel() {}

  /**
   * Writes the model.
   *
   * @param arguments the folder for model.onnx and model.json
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("Expected one argument, the folder to write to.");
      System.exit(2);
    }
    Path directory = Path.of(arguments[0]);
    OrderReturnsModel trained = OrderReturnsModel.train();
    trained.write(directory);
    double[] shares = trained.heldOut().shares();
    System.out.printf(
        "Held out: %,d rows, of them %.1f %% kept, %.1f %% exchanged, %.1f %% returned%n%n",
        trained.heldOut().labels().length, 100 * shares[0], 100 * shares[1], 100 * shares[2]);
    System.out.printf("%-28s %8s %9s %18s%n", "", "AUC", "log loss", "calibration error");
    try (Model model = Model.load(directory, 1)) {
      Predictions answers =
          model.predict(HeldOutData.rows(trained.heldOut().features(), model.columns()));
      print("the model", HeldOutScores.of(answers, trained.heldOut().labels()));
      print("the law that drew the labels", trained.lawScores());
      print("the base rates, every time", trained.baseRateScores());
      System.out.printf(
          "%nONNX Runtime against XGBoost: greatest difference %.2g%nmodel.onnx: %,d bytes%n",
          trained.greatestDifference(answers), trained.onnx().length);
    }
    System.out.printf("%nWrote %s%n", directory.resolve("model.onnx"));
  }

  private static void print(String name, HeldOutScores scores) {
    System.out.printf(
        "%-28s %8.4f %9.4f %18.4f%n",
        name, scores.auc(), scores.logLoss(), scores.calibrationError());
  }
}
