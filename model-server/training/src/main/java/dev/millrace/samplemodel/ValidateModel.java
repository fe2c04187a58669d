package dev.millrace.samplemodel;

import ai.onnxruntime.OrtException;
import dev.millrace.inference.Model;
import dev.millrace.inference.UnusableModelException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Holds versions of models against their gates, on rows that their training did not see. */
public final class ValidateModel {
  private ValidateModel() {}

  /**
   * Prints a line for each gate: metric, value, bound. Ends with 1 when one is not passed or a
   * version cannot be validated.
   *
   * @param arguments the folder of models, the folder of held-out rows, and the name and version of
   *     one model; without these, every version there is
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2 && arguments.length != 4) {
      System.err.println("Usage: ValidateModel MODELS HELD_OUT [NAME VERSION]");
      System.exit(2);
    }
    Path models = Path.of(arguments[0]);
    List<Path> versions =
        arguments.length == 4
            ? List.of(models.resolve(arguments[2]).resolve(arguments[3]))
            : versions(models);
    boolean passed = !versions.isEmpty();
    if (versions.isEmpty()) {
      System.err.printf("millrace: %s holds no model; expected NAME/VERSION/model.json%n", models);
    }
    for (Path version : versions) {
      try {
        passed &= passes(DeclaredModel.read(version), Path.of(arguments[1]), System.out);
      } catch (UnusableVersionException e) {
        System.err.println("millrace: " + e.getMessage());
        passed = false;
      }
    }
    System.exit(passed ? 0 : 1);
  }

  /** The folders of all versions that have a declaration. */
  static List<Path> versions(Path models) throws IOException {
    try (Stream<Path> files = Files.walk(models, 3)) {
      return files
          .filter(file -> file.endsWith("model.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  /** Whether a version passes each of its gates; prints a line for each. */
  static boolean passes(DeclaredModel declared, Path heldOut, PrintStream out)
      throws IOException, UnusableVersionException {
    HeldOutScores scores = scores(declared, heldOut);
    boolean all = true;
    for (ModelGate gate : declared.gates()) {
      boolean passed = gate.isPassedBy(scores);
      out.printf(
          "%s %s: %s is %.4f, expected %s: %s%n",
          declared.name(),
          declared.version(),
          gate.metric().text(),
          gate.value(scores),
          gate.bound(),
          passed ? "passed" : "NOT PASSED");
      all &= passed;
    }
    return all;
  }

  private static HeldOutScores scores(DeclaredModel declared, Path heldOut)
      throws IOException, UnusableVersionException {
    try (Model model = Model.load(declared.folder(), 1)) {
      HeldOutData data = HeldOutData.of(declared, model, heldOut);
      return HeldOutScores.of(model.predict(data.rows()), data.labels());
    } catch (UnusableModelException e) {
      throw new UnusableVersionException(
          "%s cannot be asked: %s; expected a model that can"
              .formatted(declared.folder(), e.getMessage()));
    } catch (OrtException e) {
      throw new UnusableVersionException(
          "ONNX Runtime fails for rows of %s: %s; expected answers"
              .formatted(declared.folder().resolve("model.onnx"), e.getMessage()));
    }
  }
}
