package dev.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.millrace.features.definition.FeatureDefinition;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** How a model takes its features: all in one matrix, or each in an input of its own. */
sealed interface ModelInputs permits MatrixInput, NamedInputs {

  /**
   * Holds a model's inputs against its declared features.
   *
   * @throws UnusableModelException when they do not match; the sentence names the input
   */
  static ModelInputs of(Map<String, NodeInfo> inputs, List<FeatureDefinition> features)
      throws UnusableModelException {
    NodeInfo first = inputs.values().iterator().next();
    boolean isNamed = features.size() == 1 && first.getName().equals(features.getFirst().name());
    return inputs.size() == 1 && !isNamed
        ? MatrixInput.of(first, features)
        : NamedInputs.of(inputs, features);
  }

  /** The features as the model takes them, in the declared order. */
  List<FeatureColumn> columns();

  /** How many rows each run has to have; empty where a run has as many as there are. */
  OptionalInt rowsPerRun();

  /**
   * The tensors of some rows, which the caller closes.
   *
   * @param from the first row
   * @param size rows of the tensors; past the last row it stands again
   */
  Map<String, OnnxTensor> tensors(OrtEnvironment environment, FeatureRows rows, int from, int size)
      throws OrtException;
}
