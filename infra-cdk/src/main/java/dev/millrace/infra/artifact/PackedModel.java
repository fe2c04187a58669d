package dev.millrace.infra.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.infra.settings.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What functions must know of a model, as short as an environment variable has to be. */
final class PackedModel {
  /** Lambda gives a function 4 KiB for all of its environment variables. */
  private static final int MAXIMUM_CHARACTERS = 2_800;

  private PackedModel() {}

  static String of(Path file, String path) {
    try {
      byte[] json = Files.readAllBytes(file);
      ModelDefinition.parse(json);
      var model = Artifacts.json(file);
      // Golden rows and gates are no concern of functions, and long.
      ((ObjectNode) model).remove(List.of("golden", "gates"));
      String packed = PackedDefinition.pack(model.toString().getBytes(StandardCharsets.UTF_8));
      if (packed.length() > MAXIMUM_CHARACTERS) {
        throw new InvalidSettingException(
            "%s takes %,d characters when it is packed; expected at most %,d, which is what a function's environment holds: shorten names or paths, or leave features out."
                .formatted(path, packed.length(), MAXIMUM_CHARACTERS));
      }
      return packed;
    } catch (IllegalArgumentException invalid) {
      throw new InvalidSettingException("%s: %s.".formatted(path, invalid.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(file), e);
    }
  }
}
