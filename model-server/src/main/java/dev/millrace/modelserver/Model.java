package dev.millrace.modelserver;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loaded ONNX model with one input, floats of shape [rows, features], and one output of floats: a
 * column is the prediction; of two, as classifiers give them, the second is (the positive class).
 * Other outputs, such as labels, are not computed. Threads may share it.
 */
final class Model implements AutoCloseable {

  private final ModelDeclaration declaration;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final String output;

  private Model(ModelDeclaration declaration, OrtEnvironment environment, OrtSession session)
      throws UnusableModelException, OrtException {
    this.declaration = declaration;
    this.environment = environment;
    this.session = session;
    this.input = input(session.getInputInfo(), declaration);
    this.output = output(session.getOutputInfo());
  }

  /**
   * Loads model.json and model.onnx and makes one prediction, so that what cannot work fails here.
   *
   * @param threads how many one prediction may use
   * @throws UnusableModelException when a file is missing, broken or does not fit the other
   */
  static Model load(Path directory, int threads) throws UnusableModelException {
    ModelDeclaration declaration = ModelDeclaration.read(directory.resolve("model.json"));
    Path file = directory.resolve("model.onnx");
    if (!Files.isReadable(file)) {
      throw new UnusableModelException(file + " is not there or cannot be read");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // What the runtime writes of a failure quotes the row; the server logs it without.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        var model = new Model(declaration, environment, session);
        model.predict(new float[declaration.features().size()]);
        return model;
      } catch (UnusableModelException | OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UnusableModelException(
          "ONNX Runtime does not take %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  ModelDeclaration declaration() {
    return declaration;
  }

  /**
   * Predictions by row.
   *
   * @param rows features in the declared order, one row after the other
   */
  float[] predict(float[] rows) throws OrtException {
    int width = declaration.features().size();
    int count = rows.length / width;
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(rows), new long[] {count, width});
        OrtSession.Result answer = session.run(Map.of(input, tensor), Set.of(output))) {
      FloatBuffer values = ((OnnxTensor) answer.get(0)).getFloatBuffer();
      int columns = values.remaining() / count;
      var predictions = new float[count];
      for (int row = 0; row < count; row++) {
        predictions[row] = values.get(row * columns + columns - 1);
      }
      return predictions;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  private static String input(Map<String, NodeInfo> inputs, ModelDeclaration declaration)
      throws UnusableModelException {
    if (inputs.size() != 1) {
      throw new UnusableModelException(
          "model.onnx has the inputs %s; expected one".formatted(inputs.keySet()));
    }
    NodeInfo input = inputs.values().iterator().next();
    int declared = declaration.features().size();
    if (!(input.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT
        || tensor.getShape().length != 2) {
      throw new UnusableModelException(
          "model.onnx's input '%s' is %s; expected floats of shape [rows, %d]"
              .formatted(input.getName(), input.getInfo(), declared));
    }
    long width = tensor.getShape()[1];
    if (width >= 0 && width != declared) {
      throw new UnusableModelException(
          "model.onnx takes %d features and model.json declares %d: %s"
              .formatted(width, declared, declaration.features()));
    }
    return input.getName();
  }

  private static String output(Map<String, NodeInfo> outputs) throws UnusableModelException {
    List<String> predictions =
        outputs.values().stream().filter(Model::isPrediction).map(NodeInfo::getName).toList();
    if (predictions.size() != 1) {
      throw new UnusableModelException(
          "model.onnx has the outputs %s; expected exactly one of floats with one or two columns"
              .formatted(outputs.values()));
    }
    return predictions.getFirst();
  }

  private static boolean isPrediction(NodeInfo output) {
    if (!(output.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      return false;
    }
    long[] shape = tensor.getShape();
    return shape.length == 1 || (shape.length == 2 && (shape[1] == 1 || shape[1] == 2));
  }
}
