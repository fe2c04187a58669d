package dev.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What an input or output of a model is. Exporters may leave a shape open as a whole; it then is
 * whatever shape it has to be.
 *
 * @param type empty for an element type that no feature has, and for what is no tensor
 * @param dimensions -1 for one that is open; empty for an open shape, and for what is no tensor
 * @param text the element type, or what it is instead of a tensor
 */
record TensorShape(Optional<ElementType> type, List<Long> dimensions, String text) {

  static TensorShape of(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return new TensorShape(Optional.empty(), List.of(), "no tensor");
    }
    Optional<ElementType> type = ElementType.of(tensor.type);
    var dimensions = new ArrayList<Long>();
    for (long dimension : tensor.getShape()) {
      dimensions.add(dimension);
    }
    String text =
        type.isPresent()
            ? type.get().toString()
            : tensor.onnxType.toString().toLowerCase(Locale.ROOT);
    return new TensorShape(type, List.copyOf(dimensions), text);
  }

  /** Two dimensions: rows and columns. */
  boolean isMatrix() {
    return dimensions.isEmpty() || dimensions.size() == 2;
  }

  /** One value a row: [rows] or [rows, 1], or a number of columns that is open. */
  boolean isColumn() {
    return dimensions.size() == 1 || (isMatrix() && (width() == 1 || width() < 0));
  }

  /** Columns; -1 where the number is open. */
  long width() {
    return dimensions.isEmpty() ? -1 : dimensions.get(1);
  }

  /** Rows that each run has to have; empty where that is open. */
  OptionalInt rowsPerRun() {
    long rows = dimensions.isEmpty() ? -1 : dimensions.getFirst();
    return rows < 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(rows));
  }

  /** "float32 of shape [rows, 3]". */
  @Override
  public String toString() {
    if (dimensions.isEmpty()) {
      return type.isEmpty() ? text : text + " of an open shape";
    }
    return dimensions.stream()
        .map(dimension -> dimension < 0 ? "any" : dimension.toString())
        .collect(Collectors.joining(", ", text + " of shape [", "]"));
  }
}
