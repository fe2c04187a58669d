package dev.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.kind.FeatureType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One tensor of numbers, [rows, features], in the declared order.
 *
 * @param type FLOAT32 or FLOAT64
 */
record MatrixInput(
    String name, ElementType type, List<FeatureColumn> columns, OptionalInt rowsPerRun)
    implements ModelInputs {

  static MatrixInput of(NodeInfo input, List<FeatureDefinition> features)
      throws UnusableModelException {
    int declared = features.size();
    TensorShape shape = TensorShape.of(input);
    if (!shape.isMatrix() || shape.type().filter(ElementType::hasNaN).isEmpty()) {
      throw new UnusableModelException(
          "model.onnx's input '%s' is %s; expected float32 of shape [rows, %d], or one input per feature, called as it is"
              .formatted(input.getName(), shape, declared));
    }
    ElementType type = shape.type().orElseThrow();
    if (shape.width() >= 0 && shape.width() != declared) {
      throw new UnusableModelException(
          "model.onnx takes %d features and model.json declares %d: %s"
              .formatted(shape.width(), declared, FeatureColumn.declaredNames(features)));
    }
    var columns = new ArrayList<FeatureColumn>();
    for (FeatureDefinition feature : features) {
      if ((feature.type() == FeatureType.CATEGORY)) {
        throw new UnusableModelException(
            "model.onnx takes all features in '%s', numbers in one matrix, and model.json declares '%s' as a category; expected an input of strings called '%s'"
                .formatted(input.getName(), feature.name(), feature.name()));
      }
      columns.add(new FeatureColumn(feature.name(), type, feature.isNullable()));
    }
    return new MatrixInput(input.getName(), type, List.copyOf(columns), shape.rowsPerRun());
  }

  @Override
  public Map<String, OnnxTensor> tensors(
      OrtEnvironment environment, FeatureRows rows, int from, int size) throws OrtException {
    int width = columns.size();
    long[] shape = {size, width};
    int last = rows.count() - 1;
    if (type == ElementType.FLOAT32) {
      FloatBuffer values = memory(size * width * Float.BYTES).asFloatBuffer();
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < width; column++) {
          values.put((float) rows.number(Math.min(from + row, last), column));
        }
      }
      return Map.of(name, OnnxTensor.createTensor(environment, values.flip(), shape));
    }
    DoubleBuffer values = memory(size * width * Double.BYTES).asDoubleBuffer();
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < width; column++) {
        values.put(rows.number(Math.min(from + row, last), column));
      }
    }
    return Map.of(name, OnnxTensor.createTensor(environment, values.flip(), shape));
  }

  /** The runtime reads it in place; other memory it would copy. */
  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
