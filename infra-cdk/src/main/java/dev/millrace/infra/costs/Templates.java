package dev.millrace.infra.costs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The CloudFormation templates of an environment, in the folder {@code assembly-NAME} that a
 * synthesis wrote.
 */
public record Templates(Path directory) {
  private static final String STACK = "aws:cloudformation:stack";

  /** A resource of any stack, which is named without its environment; the id is its logical one. */
  public record Resource(String stack, String id, JsonNode json) {
    public String type() {
      return json.path("Type").asText();
    }

    /** The construct's path, without environment, stack and the {@code Resource} at the end. */
    public String path() {
      return json.at("/Metadata/aws:cdk:path")
          .asText()
          .replaceFirst("^[^/]+/[^/]+/", "")
          .replaceFirst("/Resource$", "");
    }

    public JsonNode properties() {
      return json.path("Properties");
    }

    public String property(String pointer) {
      return properties().at(pointer).asText();
    }
  }

  /** The names of the stacks without their environment's, in alphabetical order. */
  public List<String> stacks() {
    return List.copyOf(files().keySet());
  }

  /** The stack's template. */
  public Path file(String stack) {
    return files().get(stack);
  }

  /** The templates by their stacks; a folder may hold others, of before. */
  private SortedMap<String, Path> files() {
    var files = new TreeMap<String, Path>();
    Artifacts.json(directory.resolve("manifest.json"))
        .path("artifacts")
        .forEach(
            artifact -> {
              if (artifact.path("type").asText().equals(STACK)) {
                files.put(
                    artifact.at("/properties/stackName").asText().replaceFirst("^.*-", ""),
                    directory.resolve(artifact.at("/properties/templateFile").asText()));
              }
            });
    return files;
  }

  /** Every resource of every stack. */
  public List<Resource> resources() {
    return files().entrySet().stream().flatMap(Templates::resourcesOf).toList();
  }

  /** The resources of some types. */
  public List<Resource> resources(String... types) {
    var wanted = List.of(types);
    return resources().stream().filter(resource -> wanted.contains(resource.type())).toList();
  }

  private static Stream<Resource> resourcesOf(Map.Entry<String, Path> file) {
    return Artifacts.json(file.getValue())
        .path("Resources")
        .propertyStream()
        .map(entry -> new Resource(file.getKey(), entry.getKey(), entry.getValue()));
  }
}
