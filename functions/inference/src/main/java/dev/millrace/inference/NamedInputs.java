package dev.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.kind.FeatureType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * An input for each feature, called as the feature is: [rows, 1] or [rows].
 *
 * @param flat whether the input of a column is [rows]
 */
record NamedInputs(List<FeatureColumn> columns, List<Boolean> flat, OptionalInt rowsPerRun)
    implements ModelInputs {

  static NamedInputs of(Map<String, NodeInfo> inputs, List<FeatureDefinition> features)
      throws UnusableModelException {
    var surplus = new TreeSet<String>(inputs.keySet());
    var columns = new ArrayList<FeatureColumn>();
    var flat = new ArrayList<Boolean>();
    OptionalInt rowsPerRun = OptionalInt.empty();
    for (FeatureDefinition feature : features) {
      NodeInfo input = inputs.get(feature.name());
      if (input == null) {
        throw new UnusableModelException(
            "model.onnx has no input for the feature '%s' of model.json; it takes %s"
                .formatted(feature.name(), String.join(", ", inputs.keySet())));
      }
      surplus.remove(feature.name());
      TensorShape shape = TensorShape.of(input);
      columns.add(column(feature, shape));
      flat.add(!shape.isMatrix());
      if (shape.rowsPerRun().isPresent()) {
        rowsPerRun = same(rowsPerRun, shape.rowsPerRun(), feature.name());
      }
    }
    if (!surplus.isEmpty()) {
      throw new UnusableModelException(
          "model.onnx takes %s, which model.json does not declare; it declares %s"
              .formatted(String.join(", ", surplus), FeatureColumn.declaredNames(features)));
    }
    return new NamedInputs(List.copyOf(columns), List.copyOf(flat), rowsPerRun);
  }

  private static FeatureColumn column(FeatureDefinition feature, TensorShape shape)
      throws UnusableModelException {
    if (!shape.isColumn() || shape.type().isEmpty()) {
      throw new UnusableModelException(
          "model.onnx's input '%s' is %s; expected float32, float64, int64, int32, bool or string of shape [rows, 1]"
              .formatted(feature.name(), shape));
    }
    ElementType type = shape.type().orElseThrow();
    if ((feature.type() == FeatureType.CATEGORY) != (type == ElementType.STRING)) {
      throw new UnusableModelException(
          "model.onnx's input '%s' is %s, and model.json declares the feature as a %s"
              .formatted(
                  feature.name(),
                  shape,
                  (feature.type() == FeatureType.CATEGORY) ? "category" : "number"));
    }
    return new FeatureColumn(feature.name(), type, feature.isNullable());
  }

  private static OptionalInt same(OptionalInt others, OptionalInt rows, String input)
      throws UnusableModelException {
    if (others.isPresent() && !others.equals(rows)) {
      throw new UnusableModelException(
          "model.onnx's input '%s' takes %d rows and others %d; expected any number"
              .formatted(input, rows.getAsInt(), others.getAsInt()));
    }
    return rows;
  }

  @Override
  public Map<String, OnnxTensor> tensors(
      OrtEnvironment environment, FeatureRows rows, int from, int size) throws OrtException {
    Map<String, OnnxTensor> tensors = HashMap.newHashMap(columns.size());
    try {
      for (int column = 0; column < columns.size(); column++) {
        tensors.put(columns.get(column).name(), tensor(environment, rows, column, from, size));
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor tensor(
      OrtEnvironment environment, FeatureRows rows, int column, int from, int size)
      throws OrtException {
    long[] shape = flat.get(column) ? new long[] {size} : new long[] {size, 1};
    int last = rows.count() - 1;
    ElementType type = columns.get(column).type();
    if (type == ElementType.STRING) {
      var texts = new String[size];
      for (int i = 0; i < size; i++) {
        texts[i] = rows.text(Math.min(from + i, last), column);
      }
      return OnnxTensor.createTensor(environment, texts, shape);
    }
    ByteBuffer values = MatrixInput.memory(size * Long.BYTES);
    for (int i = 0; i < size; i++) {
      double number = rows.number(Math.min(from + i, last), column);
      switch (type) {
        case FLOAT32 -> values.putFloat((float) number);
        case FLOAT64 -> values.putDouble(number);
        case INT32 -> values.putInt((int) number);
        case INT64 -> values.putLong((long) number);
        case BOOL -> values.put((byte) number);
        case STRING -> throw new IllegalStateException("a text is no number");
      }
    }
    return OnnxTensor.createTensor(environment, values.flip(), shape, type.tensor());
  }
}
