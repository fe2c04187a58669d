package dev.millrace.infra.costs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The CloudFormation templates that a synthesis wrote to a folder. */
public record Templates(Path directory) {
  private static final String SUFFIX = ".template.json";

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

  /** The names of the stacks, in alphabetical order. */
  public List<String> stacks() {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(directory), e);
    }
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
    return Artifacts.json(directory.resolve(stack + SUFFIX))
        .path("Resources")
        .propertyStream()
        .map(entry -> new Resource(stack, entry.getKey(), entry.getValue()));
  }
}
