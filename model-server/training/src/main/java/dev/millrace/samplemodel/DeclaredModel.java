package dev.millrace.samplemodel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of a model, as its folder {@code NAME/VERSION} has it.
 *
 * @param features the features' names, in the order in which the model takes them
 * @param gates at least one
 */
record DeclaredModel(Path folder, List<String> features, List<ModelGate> gates) {

  /**
   * Reads {@code model.json}.
   *
   * @throws UnusableVersionException when it is missing, or declares no features or no gates
   */
  static DeclaredModel read(Path folder) throws IOException, UnusableVersionException {
    Path file = folder.resolve("model.json");
    if (!Files.isRegularFile(file) || !Files.isRegularFile(folder.resolve("model.onnx"))) {
      throw new UnusableVersionException(
          "%s holds no version of a model; expected model.json and model.onnx".formatted(folder));
    }
    JsonNode declaration = json(file);
    List<String> features = declaration.path("features").findValuesAsText("name");
    if (features.isEmpty()) {
      throw new UnusableVersionException(
          "%s declares no features; expected at least one".formatted(file));
    }
    var gates = new ArrayList<ModelGate>();
    for (JsonNode gate : declaration.path("gates")) {
      gates.add(ModelGate.of(gate, file));
    }
    if (gates.isEmpty()) {
      throw new UnusableVersionException(
          "%s declares no gates; expected \"gates\": [{\"metric\": \"log_loss\", \"at_most\": number}, ...]"
              .formatted(file));
    }
    return new DeclaredModel(folder, features, List.copyOf(gates));
  }

  private static JsonNode json(Path file) throws IOException, UnusableVersionException {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new UnusableVersionException(
          "%s is no JSON: %s; expected a model's declaration"
              .formatted(file, e.getOriginalMessage()));
    }
  }

  String name() {
    return folder.getParent().getFileName().toString();
  }

  String version() {
    return folder.getFileName().toString();
  }
}
