package dev.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import dev.millrace.features.definition.Task;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A tensor of scores or probabilities.
 *
 * @param leastColumns of a row
 * @param mostColumns of a row
 */
record TensorOutput(String name, boolean isSinglePrecision, int leastColumns, int mostColumns)
    implements ModelOutput {

  static boolean fits(TensorShape shape, Task task, List<String> classes) {
    if (shape.type().filter(ElementType::hasNaN).isEmpty()) {
      return false;
    }
    return switch (task) {
      case REGRESSION -> shape.isColumn();
      case BINARY -> shape.isColumn() || (shape.isMatrix() && shape.width() == 2);
      case MULTICLASS -> shape.isMatrix() && (shape.width() < 0 || shape.width() == classes.size());
    };
  }

  static TensorOutput of(NodeInfo output, Task task, List<String> classes) {
    boolean isSinglePrecision = TensorShape.of(output).type().orElseThrow() == ElementType.FLOAT32;
    int least = task == Task.MULTICLASS ? classes.size() : 1;
    int most = task == Task.BINARY ? 2 : least;
    return new TensorOutput(output.getName(), isSinglePrecision, least, most);
  }

  @Override
  public void read(OnnxValue value, int rows, Predictions into, int from) {
    OnnxTensor tensor = (OnnxTensor) value;
    if (isSinglePrecision) {
      FloatBuffer numbers = tensor.getFloatBuffer();
      int columns = columns(numbers.remaining(), rows);
      for (int row = 0; row < rows && from + row < into.count(); row++) {
        int end = (row + 1) * columns;
        for (int column = 0; column < into.width(); column++) {
          into.set(from + row, column, numbers.get(end - into.width() + column));
        }
      }
    } else {
      DoubleBuffer numbers = tensor.getDoubleBuffer();
      int columns = columns(numbers.remaining(), rows);
      for (int row = 0; row < rows && from + row < into.count(); row++) {
        int end = (row + 1) * columns;
        for (int column = 0; column < into.width(); column++) {
          into.set(from + row, column, numbers.get(end - into.width() + column));
        }
      }
    }
  }

  private int columns(int numbers, int rows) {
    int columns = numbers / rows;
    if (numbers % rows != 0 || columns < leastColumns || columns > mostColumns) {
      throw new UnexpectedOutputException(
          "model.onnx gives %d numbers in '%s' for %d rows; expected %s a row"
              .formatted(
                  numbers,
                  name,
                  rows,
                  leastColumns == mostColumns
                      ? leastColumns
                      : leastColumns + " or " + mostColumns));
    }
    return columns;
  }
}
