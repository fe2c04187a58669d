package dev.millrace.models.registry;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A version of a model, as its row tells of it. Immutable.
 *
 * @param registeredBy the id of who posted it
 * @param registeredAt when it was posted last
 * @param upload a {@code RunId}'s text: the part of the staging key that is this posting's own
 * @param content what was posted
 * @param attempt the last validation
 * @param validatedAt when it became validated
 * @param file of a version that was validated
 * @param error why it was rejected, a sentence
 */
public record VersionRow(
    String model,
    String version,
    VersionStatus status,
    String registeredBy,
    Instant registeredAt,
    String upload,
    VersionContent content,
    Optional<ValidationAttempt> attempt,
    Optional<Instant> validatedAt,
    Optional<ModelFile> file,
    Optional<String> error) {
  /** Checks that nothing is null. */
  public VersionRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(registeredBy, "registeredBy");
    Objects.requireNonNull(registeredAt, "registeredAt");
    Objects.requireNonNull(upload, "upload");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(attempt, "attempt");
    Objects.requireNonNull(validatedAt, "validatedAt");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(error, "error");
  }

  /** A version whose file is awaited. */
  public static VersionRow uploading(
      String model, String version, String by, Instant at, String upload, VersionContent content) {
    return new VersionRow(
        model,
        version,
        VersionStatus.UPLOADING,
        by,
        at,
        upload,
        content,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, being validated. */
  VersionRow validating(ValidationAttempt by) {
    return changed(
        VersionStatus.VALIDATING,
        Optional.of(by),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, validated. */
  VersionRow validated(Instant at, ModelFile found) {
    return changed(
        VersionStatus.VALIDATED, attempt, Optional.of(at), Optional.of(found), Optional.empty());
  }

  /** The same, rejected for a reason. */
  VersionRow rejected(String reason) {
    return changed(
        VersionStatus.REJECTED, attempt, Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  /** The same in another status. */
  VersionRow in(VersionStatus other) {
    return changed(other, attempt, validatedAt, file, error);
  }

  private VersionRow changed(
      VersionStatus newStatus,
      Optional<ValidationAttempt> newAttempt,
      Optional<Instant> newValidatedAt,
      Optional<ModelFile> newFile,
      Optional<String> newError) {
    return new VersionRow(
        model,
        version,
        newStatus,
        registeredBy,
        registeredAt,
        upload,
        content,
        newAttempt,
        newValidatedAt,
        newFile,
        newError);
  }

  /** Its definition. */
  public ModelDefinition definition() {
    return PackedDefinition.unpack(content.definition());
  }

  /** The members of its definition beside name and version, each as JSON, by name. */
  public Map<String, String> definitionMembers() {
    Map<String, String> members =
        JsonParts.members(
            new String(PackedDefinition.modelJson(content.definition()), StandardCharsets.UTF_8));
    members.keySet().removeAll(Set.of("name", "version"));
    return members;
  }

  /** What trained it, as JSON: the member {@code lineage} of its metadata; empty without one. */
  public Optional<String> lineage() {
    return content.metadata().map(metadata -> JsonParts.members(metadata).get("lineage"));
  }
}
