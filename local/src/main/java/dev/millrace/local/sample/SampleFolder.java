package dev.millrace.local.sample;

import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a {@code sample.json}: which model scores which documents, with which look-ups.
 *
 * @param model the version that scores, of {@code model-server/models}
 * @param documents the file of documents, which may not be there
 * @param lookups the CSV files by the name of their look-up table; each is there
 */
public record SampleFolder(ModelDefinition model, Path documents, Map<String, Path> lookups) {
  private static final String FILE = "sample.json";
  private static final String SAMPLES = "events";
  private static final String MODELS = "model-server/models";

  /** Copies the look-ups. */
  public SampleFolder {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(documents, "documents");
    lookups = Map.copyOf(lookups);
  }

  /**
   * Reads a sample.
   *
   * @param root the project's
   * @param name of a folder in {@code events}, or a folder's absolute path
   * @throws StackException in a sentence when there is no such sample, its {@code sample.json} is
   *     not as expected, or its model or a file of a look-up is not there
   */
  public static SampleFolder read(Path root, String name) throws IOException {
    Path folder = root.resolve(SAMPLES).resolve(name);
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new StackException(
          "There is no %s; expected one of the samples %s, or a folder with a %s"
              .formatted(file, names(root), FILE));
    }
    try {
      JsonMembers sample = JsonMembers.parse(Files.readAllBytes(file), FILE);
      ModelDefinition model = model(root, sample.text("model"), sample.text("model_version"));
      Path documents = folder.resolve(sample.text("documents"));
      Map<String, Path> lookups = lookups(folder, sample, model);
      sample.end();
      return new SampleFolder(model, documents, lookups);
    } catch (InvalidMember invalid) {
      throw new StackException("%s: %s".formatted(file, invalid.getMessage()), invalid);
    }
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root.resolve(SAMPLES))) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(FILE)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static ModelDefinition model(Path root, String name, String version) throws IOException {
    Path folder = Path.of(MODELS, name, version);
    Path file = root.resolve(folder).resolve("model.json");
    if (!Files.isRegularFile(file)
        || !Files.isRegularFile(root.resolve(folder).resolve("model.onnx"))) {
      throw new InvalidMember(
          "model and model_version are %s and %s, expected a model whose model.json and model.onnx are in %s"
              .formatted(JsonMembers.shown(name), JsonMembers.shown(version), folder));
    }
    ModelDefinition model;
    try {
      model = ModelDefinition.parse(Files.readAllBytes(file));
    } catch (InvalidMember invalid) {
      throw new StackException("%s: %s".formatted(file, invalid.getMessage()), invalid);
    }
    if (!model.name().equals(name) || !model.version().equals(version)) {
      throw new StackException(
          "%s is of %s %s; expected name %s and version %s, as its folder is called"
              .formatted(file, model.name(), model.version(), name, version));
    }
    return model;
  }

  private static Map<String, Path> lookups(Path folder, JsonMembers sample, ModelDefinition model) {
    Map<String, Path> files = new LinkedHashMap<>();
    JsonMembers lookups = sample.optionalObject("lookups").orElse(null);
    if (lookups == null) {
      return files;
    }
    List<String> tables = model.lookups().stream().map(LookupDefinition::table).distinct().toList();
    for (String table : lookups.names()) {
      if (!tables.contains(table)) {
        throw new InvalidMember(
            "%s is no table that %s looks up, expected %s"
                .formatted(
                    lookups.place(table),
                    model.name(),
                    tables.isEmpty()
                        ? "none"
                        : tables.stream().collect(Collectors.joining(", ", "one of ", ""))));
      }
      Path file = folder.resolve(lookups.text(table));
      if (!Files.isRegularFile(file)) {
        throw lookups.refused(table, "the name of a CSV file in " + folder);
      }
      files.put(table, file);
    }
    return files;
  }
}
