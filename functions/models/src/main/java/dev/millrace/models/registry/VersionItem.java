package dev.millrace.models.registry;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A version's row as an item of the table of versions. */
final class VersionItem {
  private VersionItem() {}

  /** The whole item of a row. */
  static Map<String, AttributeValue> of(VersionRow row) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("model", fromS(row.model()));
    item.put("version", fromS(row.version()));
    item.put("status", fromS(row.status().text()));
    item.put("owner", fromS(row.registeredBy()));
    item.put("registered_at", fromS(Json.time(row.registeredAt())));
    item.put("upload", fromS(row.upload()));
    item.put("sha256", fromS(row.content().sha256()));
    item.put("definition", fromS(row.content().definition()));
    item.put("definition_sha256", fromS(row.content().definitionSha256()));
    item.put("golden_rows", fromN(Integer.toString(row.content().goldenRows())));
    row.content().metadata().ifPresent(metadata -> item.put("metadata", fromS(metadata)));
    row.attempt()
        .ifPresent(
            attempt -> {
              item.put("attempt", fromS(attempt.id()));
              item.put("attempt_at", fromS(Json.time(attempt.startedAt())));
            });
    row.validatedAt().ifPresent(at -> item.put("validated_at", fromS(Json.time(at))));
    row.file()
        .ifPresent(
            file -> {
              item.put("bytes", fromN(Long.toString(file.bytes())));
              item.put("memory_bytes", fromN(Long.toString(file.memoryBytes())));
            });
    row.error().ifPresent(error -> item.put("error", fromS(error)));
    return item;
  }

  /**
   * The row that an item holds.
   *
   * @throws IllegalStateException when it holds none; the message names the version
   */
  static VersionRow read(Map<String, AttributeValue> item) {
    try {
      return new VersionRow(
          item.get("model").s(),
          item.get("version").s(),
          VersionStatus.of(item.get("status").s()),
          item.get("owner").s(),
          Instant.parse(item.get("registered_at").s()),
          item.get("upload").s(),
          new VersionContent(
              item.get("sha256").s(),
              item.get("definition").s(),
              item.get("definition_sha256").s(),
              Integer.parseInt(item.get("golden_rows").n()),
              text(item, "metadata")),
          text(item, "attempt")
              .map(id -> new ValidationAttempt(id, Instant.parse(item.get("attempt_at").s()))),
          text(item, "validated_at").map(Instant::parse),
          Optional.ofNullable(item.get("bytes"))
              .map(
                  bytes ->
                      new ModelFile(
                          Long.parseLong(bytes.n()), Long.parseLong(item.get("memory_bytes").n()))),
          text(item, "error"));
    } catch (RuntimeException foreign) {
      throw new IllegalStateException(
          "The row of the version %s of %s is none of ours"
              .formatted(item.get("version"), item.get("model")),
          foreign);
    }
  }

  private static Optional<String> text(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
  }
}
