package dev.millrace.infra.costs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The CloudFormation templates that a synthesis wrote to a folder. */
public record Templates(Path directory) {
  private static final String STACK = "aws:cloudformation:stack";

  /** A resource of any stack; the id is its logical one. */
  public record Resource(String stack, String id, JsonNode json) {
    public String type() {
      return json.path("Type").asText();
    }

    /** The construct's path, without the stack and the {@code Resource} at the end. */
    public String path() {
      return json.at("/Metadata/aws:cdk:path")
          .asText()
          .replaceFirst("^[^/]+/", "")
          .replaceFirst("/Resource$", "");
    }

    public JsonNode properties() {
      return json.path("Properties");
    }

    public String property(String pointer) {
      return properties().at(pointer).asText();
    }
  }

  /** The names of the stacks, in alphabetical order; a folder may hold templates of before. */
  public List<String> stacks() {
    return Artifacts.json(directory.resolve("manifest.json"))
        .path("artifacts")
        .propertyStream()
        .filter(entry -> entry.getValue().path("type").asText().equals(STACK))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Every resource of every stack. */
  public List<Resource> resources() {
    return stacks().stream().flatMap(this::resourcesOf).toList();
  }

  /** The resources of some types. */
  public List<Resource> resources(String... types) {
    var wanted = List.of(types);
    return resources().stream().filter(resource -> wanted.contains(resource.type())).toList();
  }

  private Stream<Resource> resourcesOf(String stack) {
    return Artifacts.json(directory.resolve(stack + ".template.json"))
        .path("Resources")
        .propertyStream()
        .map(entry -> new Resource(stack, entry.getKey(), entry.getValue()));
  }
}
