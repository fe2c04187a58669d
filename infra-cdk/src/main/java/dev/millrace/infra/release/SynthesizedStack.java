package dev.millrace.infra.release;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stack of a synthesis.
 *
 * @param name the name that it is deployed by
 */
record SynthesizedStack(String name, JsonNode template) {
  private static final String STACK = "aws:cloudformation:stack";
  private static final String MANIFEST = "manifest.json";

  /**
   * The stacks of a synthesis and of the environments in it, by name.
   *
   * @throws ReleaseException when the folder holds none
   */
  static List<SynthesizedStack> in(Path synthesis) {
    List<SynthesizedStack> stacks =
        assemblies(synthesis).stream()
            .flatMap(SynthesizedStack::ofAssembly)
            .sorted(Comparator.comparing(SynthesizedStack::name))
            .toList();
    if (stacks.isEmpty()) {
      throw new ReleaseException(
          "%s holds no stacks; expected the folder that infra-cdk/synth writes"
              .formatted(synthesis));
    }
    return stacks;
  }

  private static List<Path> assemblies(Path synthesis) {
    if (!Files.isDirectory(synthesis)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.walk(synthesis, 1)) {
      return folders.filter(folder -> Files.isRegularFile(folder.resolve(MANIFEST))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(synthesis), e);
    }
  }

  private static Stream<SynthesizedStack> ofAssembly(Path assembly) {
    return Artifacts.json(assembly.resolve(MANIFEST))
        .path("artifacts")
        .propertyStream()
        .filter(artifact -> artifact.getValue().path("type").asText().equals(STACK))
        .map(
            artifact -> {
              var properties = artifact.getValue().path("properties");
              return new SynthesizedStack(
                  properties.path("stackName").asText(artifact.getKey()),
                  Artifacts.json(assembly.resolve(properties.path("templateFile").asText())));
            });
  }

  /** The resources as the template has them, by logical id. */
  JsonNode resources() {
    return template.path("Resources");
  }

  /** The value of an output, missing when there is no such output. */
  JsonNode output(String output) {
    return template.path("Outputs").path(output).path("Value");
  }
}
