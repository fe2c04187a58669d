package dev.millrace.samplemodel;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** What ONNX Runtime answers for an exported model: the second opinion on the export. */
final class OnnxProbabilities {

  private OnnxProbabilities() {}

  /** Probabilities by row; {@code features} holds one row of the demo's after the other. */
  static float[] predict(byte[] model, float[] features) throws OrtException {
    return predict(model, features, TrainingFeatures.WIDTH);
  }

  /**
   * Probabilities by row, of a model with one input and, as the model server takes it, one or two
   * columns of output, the last of which is the probability.
   *
   * @param features one row after the other
   * @param width how many features a row has
   */
  static float[] predict(byte[] model, float[] features, int width) throws OrtException {
    int rows = features.length / width;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(features), new long[] {rows, width});
        OrtSession.Result answer =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer values = ((OnnxTensor) answer.get(0)).getFloatBuffer();
      int columns = values.remaining() / rows;
      var probabilities = new float[rows];
      for (int row = 0; row < rows; row++) {
        probabilities[row] = values.get(row * columns + columns - 1);
      }
      return probabilities;
    }
  }
}
