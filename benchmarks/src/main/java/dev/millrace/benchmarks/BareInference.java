package dev.millrace.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime alone, as somebody would write it by hand for one model: arrays of the right types
 * to tensors, one run, the last column of probabilities. No request, no JSON, no checks.
 */
final class BareInference implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<String, Object> arrays = new HashMap<>();
  private final int rows;
  private final String output;

  /**
   * @param instances objects of features by name, in the model's order
   * @param isMatrix whether the model takes all features as one matrix
   */
  BareInference(Path model, List<JsonNode> instances, boolean isMatrix, String output)
      throws OrtException {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
    }
    this.rows = instances.size();
    this.output = output;
    if (isMatrix) {
      arrays.put(session.getInputNames().iterator().next(), matrix(instances));
    } else {
      List<String> names = new ArrayList<>();
      instances.getFirst().fieldNames().forEachRemaining(names::add);
      names.forEach(name -> arrays.put(name, column(instances, name)));
    }
  }

  private static float[] matrix(List<JsonNode> instances) {
    int width = instances.getFirst().size();
    float[] values = new float[instances.size() * width];
    int at = 0;
    for (JsonNode instance : instances) {
      for (JsonNode value : instance) {
        values[at++] = value.floatValue();
      }
    }
    return values;
  }

  private static Object column(List<JsonNode> instances, String name) {
    JsonNode first = instances.getFirst().get(name);
    if (first.isTextual()) {
      return instances.stream().map(each -> each.get(name).textValue()).toArray(String[]::new);
    }
    if (first.isIntegralNumber()) {
      return instances.stream().mapToLong(each -> each.get(name).longValue()).toArray();
    }
    float[] values = new float[instances.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = instances.get(row).get(name).floatValue();
    }
    return values;
  }

  /** The score of each row. */
  float[] predict() throws OrtException {
    Map<String, OnnxTensor> tensors = HashMap.newHashMap(arrays.size());
    for (var array : arrays.entrySet()) {
      tensors.put(array.getKey(), tensor(array.getValue()));
    }
    try (OrtSession.Result answer = session.run(tensors, Set.of(output))) {
      FloatBuffer values = ((OnnxTensor) answer.get(0)).getFloatBuffer();
      int columns = values.remaining() / rows;
      float[] scores = new float[rows];
      for (int row = 0; row < rows; row++) {
        scores[row] = values.get(row * columns + columns - 1);
      }
      return scores;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Object array) throws OrtException {
    long[] column = {rows, 1};
    return switch (array) {
      case float[] values ->
          OnnxTensor.createTensor(
              environment, FloatBuffer.wrap(values), new long[] {rows, values.length / rows});
      case long[] values -> OnnxTensor.createTensor(environment, LongBuffer.wrap(values), column);
      case String[] values -> OnnxTensor.createTensor(environment, values, column);
      default -> throw new IllegalArgumentException("no array of features: " + array.getClass());
    };
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
