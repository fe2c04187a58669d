package dev.millrace.infra.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A replacement or removal that may happen.
 *
 * @param type of the resources, any when empty
 * @param stack that holds them, any when empty
 * @param id the logical id of the one resource, any when empty
 * @param reason why nothing is lost by it, or why that is wanted
 */
record AllowedChange(
    Optional<String> type, Optional<String> stack, Optional<String> id, String reason) {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

  /** As the file has it. */
  private record Entry(String type, String stack, String id, String reason) {}

  /**
   * Reads a file with an array of objects: {@code reason}, and at least one of {@code type} and
   * {@code id}.
   *
   * @throws ReleaseException when the file holds something else
   */
  static List<AllowedChange> read(Path file) throws IOException {
    try {
      return List.of(JSON.readValue(file.toFile(), Entry[].class)).stream()
          .map(entry -> of(entry, file))
          .toList();
    } catch (JsonProcessingException e) {
      throw new ReleaseException(
          "%s is not as expected: %s; expected [{\"type\" or \"id\": ..., \"reason\": ...}, ...]"
              .formatted(file, e.getOriginalMessage()));
    }
  }

  private static AllowedChange of(Entry entry, Path file) {
    if (entry.reason() == null || entry.reason().isBlank()) {
      throw new ReleaseException("%s: %s has no reason; expected one".formatted(file, entry));
    }
    if (entry.type() == null && entry.id() == null) {
      throw new ReleaseException(
          "%s: %s allows everything; expected a type or an id".formatted(file, entry));
    }
    return new AllowedChange(
        Optional.ofNullable(entry.type()),
        Optional.ofNullable(entry.stack()),
        Optional.ofNullable(entry.id()),
        entry.reason());
  }

  boolean allows(ResourceChange change) {
    return type.map(change.type()::equals).orElse(true)
        && stack.map(change.id().stack()::equals).orElse(true)
        && id.map(change.id().logicalId()::equals).orElse(true);
  }
}
