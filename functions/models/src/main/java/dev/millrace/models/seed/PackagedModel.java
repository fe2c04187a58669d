package dev.millrace.models.seed;

import dev.millrace.common.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * A version whose files are in the function's package. Immutable.
 *
 * @param json {@code model.json}; not to be modified
 * @param onnx {@code model.onnx}; not to be modified
 */
public record PackagedModel(String name, String version, byte[] json, byte[] onnx) {
  /** Checks that nothing is null. */
  public PackagedModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(json, "json");
    Objects.requireNonNull(onnx, "onnx");
  }

  /**
   * Finds a version in the package.
   *
   * @throws InvalidInput when it is not there
   */
  public static PackagedModel find(String name, String version) throws IOException {
    return new PackagedModel(
        name, version, read(name, version, "model.json"), read(name, version, "model.onnx"));
  }

  private static byte[] read(String name, String version, String file) throws IOException {
    String resource = "/models/%s/%s/%s".formatted(name, version, file);
    try (InputStream input = PackagedModel.class.getResourceAsStream(resource)) {
      if (input == null) {
        throw new InvalidInput(
            "The function's package has no %s, expected a version from model-server/models"
                .formatted(resource));
      }
      return input.readAllBytes();
    }
  }
}
