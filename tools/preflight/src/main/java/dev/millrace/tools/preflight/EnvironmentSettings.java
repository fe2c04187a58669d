package dev.millrace.tools.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The settings of an environment that this tool looks at. They come from {@code
 * infra-cdk/environments.json}; where there is no such file, or it leaves one out, they are the
 * defaults of infra-cdk.
 *
 * @param name of the environment, which its stacks' names begin with
 * @param endpointInstances how many machines serve the model, at least 1
 * @param databasePrefix before the names of the Glue databases; may be empty
 * @param tableOptimizers whether Glue is to look after the tables
 * @param region where it is deployed; empty where that is left to the credentials
 */
record EnvironmentSettings(
    String name,
    InstanceType endpointInstanceType,
    int endpointInstances,
    String databasePrefix,
    boolean tableOptimizers,
    String region) {
  static final String DEFAULT_NAME = "dev";
  static final String FILE = "infra-cdk/environments.json";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final List<String> LAYERS = List.of("bronze", "silver", "gold");

  /**
   * Reads the settings of an environment.
   *
   * @param root the project's root
   * @throws IllegalArgumentException when the file has no such environment, or a setting cannot be
   *     used
   * @throws IOException when the file is there and cannot be read as JSON
   */
  static EnvironmentSettings read(Path root, String name) throws IOException {
    Path file = root.resolve(FILE);
    JsonNode settings = new ObjectMapper().createObjectNode();
    if (Files.exists(file)) {
      JsonNode environments = json(file).path("environments");
      settings = environments.path(name);
      if (!settings.isObject()) {
        throw new IllegalArgumentException(
            "--environment held %s, expected one of %s, which %s has"
                .formatted(name, names(environments), FILE));
      }
    } else if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--environment held %s, expected lower-case letters, digits and dashes".formatted(name));
    }
    return new EnvironmentSettings(
        name,
        new InstanceType(settings.path("endpointInstanceType").asText("ml.c6g.large")),
        instances(settings.path("endpointInstances")),
        settings.path("databasePrefix").asText(""),
        settings.path("tableOptimizers").asBoolean(true),
        settings.path("region").asText(""));
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IOException("%s is no JSON: %s".formatted(FILE, e.getMessage()), e);
    }
  }

  private static List<String> names(JsonNode environments) {
    return environments.propertyStream().map(entry -> entry.getKey()).toList();
  }

  private static int instances(JsonNode value) {
    int instances = value.asInt(value.isMissingNode() ? 1 : 0);
    if (instances < 1) {
      throw new IllegalArgumentException(
          "endpointInstances held %s, expected a whole number from 1".formatted(value));
    }
    return instances;
  }

  /**
   * Checks that it is deployed to the region that is looked at.
   *
   * @throws IllegalArgumentException when its settings name another one
   */
  void requireRegion(String lookedAt) {
    if (!region.isEmpty() && !region.equals(lookedAt)) {
      throw new IllegalArgumentException(
          "The region held %s, expected %s, to which %s deploys %s: give --region %s"
              .formatted(lookedAt, region, FILE, name, region));
    }
  }

  /** The Glue databases of its lake. */
  List<String> databases() {
    return LAYERS.stream().map(layer -> databasePrefix + layer).toList();
  }

  /** The name of its Athena workgroup. */
  String workgroup() {
    return "millrace-" + name;
  }

  /** What the names of all its stacks begin with. */
  String stackPrefix() {
    return name + "-Millrace";
  }

  /** The commands that deploy it, from the project's root. */
  String deployment() {
    return "(cd infra-cdk && npx cdk deploy '%s/*')".formatted(name);
  }
}
