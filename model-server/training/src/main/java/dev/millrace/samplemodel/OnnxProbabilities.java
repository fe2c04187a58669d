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

  /** Probabilities by row; {@code features} holds one row after the other. */
  static float[] predict(byte[] model, float[] features) throws OrtException {
    int width = TrainingFeatures.WIDTH;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model);
        OnnxTensor rows =
            OnnxTensor.createTensor(
                environment,
                FloatBuffer.wrap(features),
                new long[] {features.length / width, width});
        OrtSession.Result answer = session.run(Map.of(OnnxTrees.INPUT, rows))) {
      var probabilities = new float[features.length / width];
      ((OnnxTensor) answer.get(0)).getFloatBuffer().get(probabilities);
      return probabilities;
    }
  }
}
