package dev.millrace.infra.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.infra.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** What other modules build and the stacks deploy, found under the project's root. */
public record Artifacts(Path root) {
  private static final Pattern OUR_JAR = Pattern.compile("lib/millrace-.*\\.jar");
  private static final String IMAGE = "model-server/target/image";

  /** The zip that Lambda runs. */
  public Path zip(FunctionPackage functions) {
    return existing(functions.zip(), command(functions));
  }

  /**
   * What the functions of a zip declare of themselves, in the very code that is deployed.
   *
   * @throws MissingArtifactException when the zip is not there, or has no contract
   */
  public Contract contract(FunctionPackage functions) {
    try (var zip = new ZipFile(zip(functions).toFile())) {
      for (var jar :
          zip.stream().filter(entry -> OUR_JAR.matcher(entry.getName()).matches()).toList()) {
        try (var entries = new ZipInputStream(zip.getInputStream(jar))) {
          for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (entry.getName().equals(functions.contract())) {
              return new Contract(functions, new ObjectMapper().readTree(entries.readAllBytes()));
            }
          }
        }
      }
      throw new MissingArtifactException(
          "%s has no %s in its jars; build it in the project's root with: %s"
              .formatted(functions.zip(), functions.contract(), command(functions)));
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(functions.zip()), e);
    }
  }

  private static String command(FunctionPackage functions) {
    return "./mvnw package -DskipTests -pl %s -am".formatted(functions.module());
  }

  /** The folder that holds the model server's Dockerfile. */
  public Path image() {
    existing(IMAGE + "/Dockerfile", "./mvnw package -DskipTests -pl model-server -am");
    return root.resolve(IMAGE);
  }

  /**
   * Checks the version that a deployment begins with.
   *
   * @throws InvalidSettingException when there is no such model, or its file is no definition that
   *     functions can read
   */
  public void requireModel(String name, String version) {
    var path = "model-server/models/%s/%s/model.json".formatted(name, version);
    var file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new InvalidSettingException(
          "Settings model and modelVersion are \"%s\" and \"%s\"; expected a model that has a %s."
              .formatted(name, version, path));
    }
    try {
      ModelDefinition.parse(Files.readAllBytes(file));
    } catch (IllegalArgumentException invalid) {
      throw new InvalidSettingException("%s: %s.".formatted(path, invalid.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read as JSON".formatted(file), e);
    }
  }

  private Path existing(String path, String command) {
    var file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new MissingArtifactException(
          "%s is missing; build it in the project's root with: %s".formatted(path, command));
    }
    return file;
  }
}
