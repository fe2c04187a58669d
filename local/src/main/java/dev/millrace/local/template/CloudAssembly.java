package dev.millrace.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code cdk synth} wrote: the resources of every stack, and the assets they refer to. */
public final class CloudAssembly {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNKNOWN_REGION = "unknown-region";

  private final Path directory;
  private final String region;
  private final Map<String, Map<String, Resource>> stacks;
  private final Map<String, JsonNode> outputs;
  private final Map<String, Path> assets;

  private CloudAssembly(
      Path directory,
      String region,
      Map<String, Map<String, Resource>> stacks,
      Map<String, JsonNode> outputs,
      Map<String, Path> assets) {
    this.directory = directory;
    this.region = region;
    this.stacks = stacks;
    this.outputs = outputs;
    this.assets = assets;
  }

  /**
   * Reads a cloud assembly.
   *
   * @param directory {@code cdk.out}, which holds {@code manifest.json}: of stacks, or of one
   *     environment whose stacks are in a folder below
   * @throws TemplateException when it is none
   * @throws IOException when a file cannot be read
   */
  public static CloudAssembly read(Path directory) throws IOException {
    Path manifest = directory.resolve("manifest.json");
    if (!Files.exists(manifest)) {
      throw new TemplateException(
          directory + " has no manifest.json: it is not what `cdk synth` writes");
    }
    JsonNode artifacts = JSON.readTree(manifest.toFile()).path("artifacts");
    List<JsonNode> environments =
        artifacts
            .valueStream()
            .filter(artifact -> artifact.path("type").asText().equals("cdk:cloud-assembly"))
            .toList();
    if (environments.size() > 1) {
      throw new TemplateException(
          "%s holds %d environments; expected one: the local stack runs one at a time"
              .formatted(manifest, environments.size()));
    }
    return environments.isEmpty()
        ? read(directory, artifacts)
        : read(directory.resolve(environments.getFirst().at("/properties/directoryName").asText()));
  }

  private static CloudAssembly read(Path directory, JsonNode artifacts) throws IOException {
    Map<String, Map<String, Resource>> stacks = new LinkedHashMap<>();
    Map<String, JsonNode> outputs = new LinkedHashMap<>();
    Map<String, Path> assets = new HashMap<>();
    String region = UNKNOWN_REGION;
    for (var artifact : artifacts.properties()) {
      JsonNode value = artifact.getValue();
      JsonNode properties = value.path("properties");
      switch (value.path("type").asText()) {
        case "aws:cloudformation:stack" -> {
          JsonNode template =
              JSON.readTree(directory.resolve(properties.path("templateFile").asText()).toFile());
          String stack = properties.path("stackName").asText(artifact.getKey());
          stacks.put(stack, resources(stack, template));
          outputs.put(stack, template.path("Outputs"));
          String environment = value.path("environment").asText();
          String stackRegion = environment.substring(environment.lastIndexOf('/') + 1);
          region = region.equals(UNKNOWN_REGION) ? stackRegion : region;
        }
        case "cdk:asset-manifest" ->
            readAssets(directory, directory.resolve(properties.path("file").asText()), assets);
        default -> {}
      }
    }
    if (stacks.isEmpty()) {
      throw new TemplateException(directory.resolve("manifest.json") + " names no stack");
    }
    return new CloudAssembly(
        directory, region.equals(UNKNOWN_REGION) ? "us-east-1" : region, stacks, outputs, assets);
  }

  private static Map<String, Resource> resources(String stack, JsonNode template) {
    Map<String, Resource> resources = new LinkedHashMap<>();
    for (var entry : template.path("Resources").properties()) {
      JsonNode definition = entry.getValue();
      String name = LocalNames.of(entry.getKey(), definition);
      resources.put(
          entry.getKey(),
          new Resource(stack, entry.getKey(), definition.path("Type").asText(), definition, name));
    }
    return resources;
  }

  private static void readAssets(Path directory, Path manifest, Map<String, Path> assets)
      throws IOException {
    JsonNode assetManifest = JSON.readTree(manifest.toFile());
    for (var file : assetManifest.path("files").properties()) {
      String path = file.getValue().path("source").path("path").asText();
      assets.put(file.getKey(), directory.resolve(path));
    }
    for (var image : assetManifest.path("dockerImages").properties()) {
      String path = image.getValue().path("source").path("directory").asText();
      assets.put(image.getKey(), directory.resolve(path));
    }
  }

  /** Where the assembly stands. */
  public Path directory() {
    return directory;
  }

  /** The region of the stacks; {@code us-east-1} when they name none. */
  public String region() {
    return region;
  }

  /** All resources of the types given, in the template's order. */
  public List<Resource> resources(String... types) {
    List<String> wanted = List.of(types);
    List<Resource> found = new ArrayList<>();
    for (Map<String, Resource> resources : stacks.values()) {
      resources.values().stream().filter(r -> wanted.contains(r.type())).forEach(found::add);
    }
    return found;
  }

  /** Every resource, in the template's order. */
  public List<Resource> resources() {
    return stacks.values().stream().flatMap(resources -> resources.values().stream()).toList();
  }

  /** The resource with a logical id in a stack. */
  public Optional<Resource> resource(String stack, String logicalId) {
    return Optional.ofNullable(stacks.getOrDefault(stack, Map.of()).get(logicalId));
  }

  /** The file or directory of the asset whose hash occurs in a string, such as an image's URI. */
  public Optional<Path> assetNamedIn(String text) {
    return assets.entrySet().stream()
        .filter(asset -> text.contains(asset.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The names of the stacks, in the assembly's order. */
  public List<String> stackNames() {
    return List.copyOf(stacks.keySet());
  }

  /** The outputs of a stack by their logical ids, intrinsics unresolved. */
  JsonNode outputs(String stack) {
    return outputs.getOrDefault(stack, MissingNode.getInstance());
  }

  /** An output of a stack, by its logical id. */
  Optional<Output> output(String stack, String name) {
    return Optional.ofNullable(outputs.get(stack))
        .map(ofStack -> ofStack.path(name))
        .filter(output -> output.has("Value"))
        .map(output -> new Output(stack, output.path("Value")));
  }

  /** The stack of an output, and its unresolved value. */
  record Output(String stack, JsonNode value) {}
}
