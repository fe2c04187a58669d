package dev.millrace.models.validation;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Model;
import dev.millrace.inference.ModelMemory;
import dev.millrace.inference.Predictions;
import dev.millrace.inference.RuntimeRefusal;
import dev.millrace.inference.UnusableModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads a model, replays its golden rows and asks it for one more answer, in a process of its own:
 * what the runtime's native code makes of a file can end the process.
 */
final class ModelTrial {
  private ModelTrial() {}

  /**
   * Tries the model in the folder {@code args[0]}, and writes what came of it, a {@link
   * ValidationResult}, to the file {@code args[1]}. Its {@code model.json} has {@code args[2]}
   * golden rows.
   */
  public static void main(String[] args) throws IOException {
    Files.write(Path.of(args[1]), run(Path.of(args[0]), Integer.parseInt(args[2])).json());
  }

  /**
   * Tries a model.
   *
   * @param folder of {@code model.json} and {@code model.onnx}
   * @param goldenRows how many the former holds
   */
  static ValidationResult run(Path folder, int goldenRows) throws IOException {
    // The runtime's own library is there once, whatever models there are.
    OrtEnvironment.getEnvironment();
    long before = ResidentMemory.nativeBytes();
    try (Model model = Model.load(folder, 1)) {
      probe(model, goldenRows);
      long bytes = Files.size(folder.resolve("model.onnx"));
      long grown = ResidentMemory.nativeBytes() - before;
      return new ValidationResult.Validated(bytes, Math.max(ModelMemory.bytes(bytes), grown));
    } catch (UnusableModelException unusable) {
      return new ValidationResult.Rejected(unusable.getMessage().replace(folder + "/", ""));
    }
  }

  private static void probe(Model model, int goldenRows) throws UnusableModelException {
    if (goldenRows > 0 && ProbeRow.isMadeUp(model)) {
      return;
    }
    try {
      FeatureRows row = ProbeRow.of(model);
      Predictions answer = model.predict(row);
      if (goldenRows == 0 && !answer.isFinite(0)) {
        throw new UnusableModelException(
            "model.onnx gives %s where each feature is its default, else 0 or an empty text; expected a finite number, or golden rows that show others"
                .formatted(answer.firstNotFinite(0)));
      }
    } catch (InvalidRowException invalid) {
      throw new UnusableModelException(invalid.getMessage(), invalid);
    } catch (OrtException failed) {
      throw new UnusableModelException(
          "model.onnx fails where each feature is its default, else 0 or an empty text: it %s"
              .formatted(RuntimeRefusal.predicate(failed.getMessage())),
          failed);
    }
  }
}
