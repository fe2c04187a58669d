package dev.millrace.inference;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A sequence of maps from a class to its probability, as scikit-learn's exporter writes unless it
 * is told not to. The classes are int64 or strings.
 *
 * @param classes as model.json declares them; empty for a binary model that declares none, whose
 *     positive class is the last in their natural order
 */
record MapOutput(String name, boolean isSinglePrecision, boolean hasTextKeys, List<String> classes)
    implements ModelOutput {

  MapOutput(String name, MapInfo map, List<String> classes) {
    this(name, map.valueType == OnnxJavaType.FLOAT, map.keyType == OnnxJavaType.STRING, classes);
  }

  static boolean isReadable(MapInfo map) {
    return (map.keyType == OnnxJavaType.STRING || map.keyType == OnnxJavaType.INT64)
        && (map.valueType == OnnxJavaType.FLOAT || map.valueType == OnnxJavaType.DOUBLE);
  }

  @Override
  public void read(OnnxValue value, int rows, Predictions into, int from) throws OrtException {
    List<? extends OnnxValue> maps = ((OnnxSequence) value).getValue();
    try {
      if (maps.size() != rows) {
        throw new UnexpectedOutputException(
            "model.onnx gives %d maps in '%s' for %d rows".formatted(maps.size(), name, rows));
      }
      for (int row = 0; row < rows && from + row < into.count(); row++) {
        readRow(((OnnxMap) maps.get(row)).getValue(), into, from + row);
      }
    } finally {
      maps.forEach(OnnxValue::close);
    }
  }

  private void readRow(Map<?, ?> map, Predictions into, int row) {
    Map<String, Double> probabilities = HashMap.newHashMap(map.size());
    map.forEach(
        (key, number) -> probabilities.put(key.toString(), ((Number) number).doubleValue()));
    if (into.classes().isEmpty()) {
      into.set(row, 0, probabilities.get(positive(map)));
      return;
    }
    requireClasses(probabilities.keySet().equals(new TreeSet<>(classes)), map);
    for (int column = 0; column < classes.size(); column++) {
      into.set(row, column, probabilities.get(classes.get(column)));
    }
  }

  /** The class whose probability is a binary model's score. */
  private String positive(Map<?, ?> map) {
    if (classes.isEmpty()) {
      requireClasses(map.size() == 1 || map.size() == 2, map);
      return new TreeMap<>(map).lastKey().toString();
    }
    requireClasses(
        map.size() == classes.size()
            && map.keySet().stream().map(Object::toString).allMatch(classes::contains),
        map);
    return classes.getLast();
  }

  private void requireClasses(boolean met, Map<?, ?> map) {
    if (!met) {
      throw new UnexpectedOutputException(
          "model.onnx gives the classes %s in '%s'; expected %s"
              .formatted(
                  new TreeMap<>(map).keySet(),
                  name,
                  classes.isEmpty() ? "two" : "those of model.json: " + classes));
    }
  }
}
