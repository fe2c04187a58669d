package dev.millrace.models.registry;

import java.util.Objects;
import java.util.Optional;

/**
 * What was posted of a version. Immutable.
 *
 * @param sha256 of {@code model.onnx}, 64 hexadecimal digits in lower case
 * @param definition the {@code model.json} without its golden rows, packed
 * @param definitionSha256 of the whole {@code model.json}, golden rows too
 * @param goldenRows how many of them there are
 * @param metadata a JSON object; empty where none was given
 */
public record VersionContent(
    String sha256,
    String definition,
    String definitionSha256,
    int goldenRows,
    Optional<String> metadata) {
  /** Checks that nothing is null. */
  public VersionContent {
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(definitionSha256, "definitionSha256");
    Objects.requireNonNull(metadata, "metadata");
  }
}
