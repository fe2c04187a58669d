package dev.millrace.infra;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The CloudFormation templates that a synthesis wrote to a folder. */
record Templates(Path directory) {
  static final List<String> STACKS = List.of("MillraceData", "MillraceModel", "MillraceFunctions");

  /** A resource of any stack; the id is its logical one. */
  record Resource(String stack, String id, JsonNode json) {
    String type() {
      return json.path("Type").asText();
    }

    /** The construct's path, without the stack and the {@code Resource} at the end. */
    String path() {
      return json.at("/Metadata/aws:cdk:path")
          .asText()
          .replaceFirst("^[^/]+/", "")
          .replaceFirst("/Resource$", "");
    }

    JsonNode properties() {
      return json.path("Properties");
    }

    String property(String pointer) {
      return properties().at(pointer).asText();
    }
  }

  List<Resource> resources() {
    return STACKS.stream().flatMap(this::resourcesOf).toList();
  }

  List<Resource> resources(String... types) {
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
