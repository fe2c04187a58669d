package dev.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.Task;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.UnicodeText;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A loaded model: {@code model.json} says what its features, task and classes are, {@code
 * model.onnx} computes. Threads may share it.
 *
 * <p>The file takes one tensor of numbers, [rows, features], or one input for each feature; it
 * gives a score a row, probabilities by class, or maps of them. Other outputs, such as labels, are
 * not computed.
 */
public final class Model implements AutoCloseable {

  private final ModelDefinition definition;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelInputs inputs;
  private final ModelOutput output;
  private final Set<String> wanted;
  private FeatureRows witness;

  private Model(ModelDefinition definition, OrtEnvironment environment, OrtSession session)
      throws UnusableModelException, OrtException {
    this.definition = definition;
    this.environment = environment;
    this.session = session;
    this.inputs = ModelInputs.of(session.getInputInfo(), definition.features());
    this.output = ModelOutput.of(session.getOutputInfo(), definition.task(), definition.classes());
    this.wanted = Set.of(output.name());
  }

  /**
   * Loads both files and replays the golden rows, or makes one prediction where there are none, so
   * that what cannot work fails here.
   *
   * @param threads how many one prediction may use
   * @throws UnusableModelException when a file is missing, broken or does not fit the other
   */
  public static Model load(Path directory, int threads) throws UnusableModelException {
    Path file = directory.resolve("model.json");
    // The runtime's library takes as long to load as model.json: both at once.
    Thread.ofPlatform().daemon().start(OrtEnvironment::getEnvironment);
    try {
      byte[] json = Files.readAllBytes(file);
      return load(directory, json, read(json, file), threads);
    } catch (IOException e) {
      throw new UnusableModelException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static ModelDefinition read(byte[] json, Path file) throws UnusableModelException {
    try {
      return ModelDefinition.parse(json);
    } catch (InvalidMember e) {
      throw new UnusableModelException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Model load(Path directory, byte[] json, ModelDefinition definition, int threads)
      throws UnusableModelException, IOException {
    Path file = directory.resolve("model.onnx");
    if (!Files.isReadable(file)) {
      throw new UnusableModelException(file + " is not there or cannot be read");
    }
    OnnxGraph graph = graph(file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // What the runtime writes of a failure quotes the row; the server logs it without.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        var model = new Model(definition, environment, session);
        model.requireMatchableTexts(graph);
        model.tryOut(GoldenRows.read(json, model.columns(), model.classes()));
        return model;
      } catch (UnusableModelException | OrtException | IOException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UnusableModelException(
          "%s %s".formatted(file, RuntimeRefusal.predicate(e.getMessage())), e);
    }
  }

  private static OnnxGraph graph(Path file) throws UnusableModelException, IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      OnnxGraph graph = OnnxGraph.read(bytes);
      if (graph.externalData().isPresent()) {
        throw new UnusableModelException(
            "%s keeps the values of %s; expected all of them in the one file"
                .formatted(file, graph.externalData().get()));
      }
      return graph;
    } catch (IllegalArgumentException e) {
      throw new UnusableModelException("%s is no ONNX model, or is cut off".formatted(file), e);
    }
  }

  private void requireMatchableTexts(OnnxGraph graph) throws UnusableModelException {
    if (graph.unmatchedText().isPresent() && columns().stream().anyMatch(FeatureColumn::isText)) {
      throw new UnusableModelException(
          "model.onnx compares texts with '%s'; expected characters from U+0001 to U+FFFF, for others reach the runtime changed"
              .formatted(UnicodeText.shown(graph.unmatchedText().get())));
    }
  }

  private void tryOut(GoldenRows golden) throws UnusableModelException, OrtException {
    try {
      for (int row = 0; row < golden.rows().count(); row++) {
        golden.requireSame(row, tryOut(golden.rows().copyOf(row, row + 1), row));
      }
      if (golden.isEmpty()) {
        tryOutZeros();
      } else {
        witness = golden.rows().copyOf(0, 1);
      }
    } catch (UnexpectedOutputException e) {
      throw new UnusableModelException(e.getMessage(), e);
    }
  }

  private Predictions tryOut(FeatureRows row, int place) throws UnusableModelException {
    try {
      return predict(row);
    } catch (OrtException e) {
      throw new UnusableModelException(
          "model.onnx fails for golden row %d of model.json: %s"
              .formatted(place, RuntimeRefusal.predicate(e.getMessage())),
          e);
    }
  }

  /** A model of texts may well fail for an empty one. */
  private void tryOutZeros() throws OrtException {
    FeatureRows zeros = FeatureRows.ofZeros(columns());
    try {
      predict(zeros);
      witness = zeros;
    } catch (OrtException e) {
      if (columns().stream().noneMatch(FeatureColumn::isText)) {
        throw e;
      }
    }
  }

  /** What model.json says of documents and answers. */
  public ModelDefinition definition() {
    return definition;
  }

  /** The features as the model takes them, in the declared order. */
  public List<FeatureColumn> columns() {
    return inputs.columns();
  }

  /** The classes of a multiclass model; empty where a row gets a score. */
  public List<String> classes() {
    return definition.task() == Task.MULTICLASS ? definition.classes() : List.of();
  }

  /** A row for which the model gave an answer when it was loaded; empty where it gave none. */
  public Optional<FeatureRows> witness() {
    return Optional.ofNullable(witness);
  }

  /**
   * The answers to rows, which may hold NaN.
   *
   * @param rows one at least, of this model's columns
   * @throws OrtException when the runtime fails for any of them
   */
  public Predictions predict(FeatureRows rows) throws OrtException {
    var predictions = new Predictions(classes(), output.isSinglePrecision(), rows.count());
    int size = inputs.rowsPerRun().orElse(rows.count());
    for (int from = 0; from < rows.count(); from += size) {
      run(rows, from, size, predictions);
    }
    return predictions;
  }

  private void run(FeatureRows rows, int from, int size, Predictions into) throws OrtException {
    Map<String, OnnxTensor> tensors = inputs.tensors(environment, rows, from, size);
    try (OrtSession.Result answer = session.run(tensors, wanted)) {
      output.read(answer.get(0), size, into, from);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the model was not freed", e);
    }
  }
}
