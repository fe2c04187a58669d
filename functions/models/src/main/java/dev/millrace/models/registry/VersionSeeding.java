package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Sha256;
import dev.millrace.common.http.Problem;
import dev.millrace.models.change.ModelChange;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Registers the version that comes with a deployment, as every other one is registered, and has it
 * answer where nothing does yet. May be repeated. Thread-safe.
 */
public final class VersionSeeding {
  private static final Set<String> MEMBERS =
      Set.of("task", "classes", "record", "lookups", "features", "golden");
  private static final List<String> STREAMS = List.of("sessions");
  private static final long FIRST_REVISION = 1;

  private final RegistryStores stores;
  private final VersionRegistration registration;
  private final VersionCompletion completion;

  /** Seeding in these stores. */
  public VersionSeeding(
      RegistryStores stores, VersionRegistration registration, VersionCompletion completion) {
    this.stores = Objects.requireNonNull(stores);
    this.registration = Objects.requireNonNull(registration);
    this.completion = Objects.requireNonNull(completion);
  }

  /**
   * Registers a version unless it is registered, and writes its model's first routing row unless
   * there is one.
   *
   * @param modelJson its definition
   * @param onnx its file
   * @throws Problem with a sentence that says why it cannot be
   */
  public void seed(String model, String version, byte[] modelJson, byte[] onnx, Deadline deadline) {
    Optional<VersionRow> there = stores.versions().find(model, version, deadline);
    VersionRow row =
        there.isPresent() && isFinal(there.get())
            ? there.get()
            : registered(model, version, modelJson, onnx, there, deadline);
    if (row.status() == VersionStatus.REJECTED) {
      throw Problem.unprocessable(
          "%s %s is rejected: %s".formatted(model, version, row.error().orElse("")));
    }
    if (row.status() == VersionStatus.VALIDATING) {
      throw Problem.unavailable(
          "%s %s was not validated in time; deploy again".formatted(model, version));
    }
    if (!row.content().sha256().equals(Sha256.hex(onnx))) {
      throw Problem.conflict(
          "%s %s is registered with another file, and a version never changes; give the changed one another version"
              .formatted(model, version));
    }
    if (stores.routing().find(model, deadline).isEmpty()) {
      routed(row, deadline);
    }
  }

  private static boolean isFinal(VersionRow row) {
    return switch (row.status()) {
      case VALIDATED, DEACTIVATED, DELETED -> true;
      case UPLOADING, VALIDATING, REJECTED -> false;
    };
  }

  private VersionRow registered(
      String model,
      String version,
      byte[] modelJson,
      byte[] onnx,
      Optional<VersionRow> there,
      Deadline deadline) {
    Optional<VersionRow> going =
        there
            .filter(row -> row.status() == VersionStatus.VALIDATING)
            .filter(row -> !completion.isOverdue(row));
    VersionRow row =
        going.isPresent() ? going.get() : uploaded(model, version, modelJson, onnx, deadline);
    return completion.complete(row, deadline, deadline);
  }

  private VersionRow uploaded(
      String model, String version, byte[] modelJson, byte[] onnx, Deadline deadline) {
    VersionRow row =
        registration
            .post(
                model,
                body(version, modelJson, onnx),
                RegisteredModel.DEPLOYMENT,
                known -> true,
                deadline)
            .orElseThrow();
    stores.objects().stageModel(model, version, row.upload(), onnx, deadline);
    return row;
  }

  private static byte[] body(String version, byte[] modelJson, byte[] onnx) {
    Map<String, String> members = JsonParts.members(new String(modelJson, StandardCharsets.UTF_8));
    members.keySet().retainAll(MEMBERS);
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", version);
          json.writeStringField("format", "onnx");
          json.writeStringField("sha256", Sha256.hex(onnx));
          for (Map.Entry<String, String> member : members.entrySet()) {
            json.writeFieldName(member.getKey());
            json.writeRawValue(member.getValue());
          }
          json.writeEndObject();
        });
  }

  private void routed(VersionRow row, Deadline deadline) {
    RoutingRow first =
        new RoutingRow(
            row.model(),
            RoutedVersions.active(row.version()),
            FIRST_REVISION,
            Optional.empty(),
            Optional.empty(),
            STREAMS,
            Optional.empty());
    ModelChange change =
        new ModelChange(
            row.model(),
            stores.newId(),
            stores.clock().instant(),
            "routed",
            Optional.of(row.version()),
            RegisteredModel.DEPLOYMENT,
            Optional.empty(),
            OptionalLong.of(FIRST_REVISION),
            Optional.empty(),
            Map.of("active", row.version()));
    boolean written =
        stores
            .versions()
            .write(
                List.of(
                    stores.routingWrites().create(first),
                    stores.versions().requireValidated(row.model(), row.version()),
                    stores.history().write(change)),
                deadline);
    if (!written && stores.routing().find(row.model(), deadline).isEmpty()) {
      throw Problem.conflict(
          "%s %s is %s, and its model answers with no version; expected one that is validated"
              .formatted(row.model(), row.version(), row.status().text()));
    }
  }
}
