package dev.millrace.inference;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import dev.millrace.features.definition.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The one output of a model that holds its scores or probabilities; labels are not asked for. */
sealed interface ModelOutput permits TensorOutput, MapOutput {

  /**
   * Finds it.
   *
   * @throws UnusableModelException when there is none for the task, or more than one
   */
  static ModelOutput of(Map<String, NodeInfo> outputs, Task task, List<String> classes)
      throws UnusableModelException {
    List<ModelOutput> found = new ArrayList<>();
    for (NodeInfo output : outputs.values()) {
      if (output.getInfo() instanceof SequenceInfo sequence && sequence.isSequenceOfMaps()) {
        MapInfo map = sequence.mapInfo;
        if (task != Task.REGRESSION && MapOutput.isReadable(map)) {
          found.add(new MapOutput(output.getName(), map, classes));
        }
      } else if (TensorOutput.fits(TensorShape.of(output), task, classes)) {
        found.add(TensorOutput.of(output, task, classes));
      }
    }
    if (found.size() != 1) {
      throw new UnusableModelException(
          "model.onnx has the outputs %s; expected exactly one of %s"
              .formatted(shown(outputs), expected(task, classes)));
    }
    return found.getFirst();
  }

  private static String shown(Map<String, NodeInfo> outputs) {
    return outputs.values().stream()
        .map(
            output ->
                output.getInfo() instanceof SequenceInfo
                    ? "'%s' (a sequence)".formatted(output.getName())
                    : "'%s' (%s)".formatted(output.getName(), TensorShape.of(output)))
        .collect(Collectors.joining(", "));
  }

  private static String expected(Task task, List<String> classes) {
    return switch (task) {
      case REGRESSION -> "float32 or float64 with one column, the score";
      case BINARY ->
          "float32 or float64 with one or two columns, the last of which is the score, or a sequence of maps";
      case MULTICLASS ->
          "float32 or float64 with a column for each of the %d classes, or a sequence of maps"
              .formatted(classes.size());
    };
  }

  /** The output's name. */
  String name();

  /** Whether its numbers have 32 bits. */
  boolean isSinglePrecision();

  /**
   * Takes the answers to some rows.
   *
   * @param value what the runtime gave, for {@code rows} rows
   * @param into at the row {@code from} and those after it, as many as there are
   * @throws UnexpectedOutputException when it has another shape than the task asks for
   */
  void read(OnnxValue value, int rows, Predictions into, int from) throws OrtException;
}
