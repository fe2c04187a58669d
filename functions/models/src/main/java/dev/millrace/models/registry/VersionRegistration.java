package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.routing.RoutingRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Announces versions, whose files are to be uploaded. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a store cannot be reached in time.
 * Thread-safe.
 */
public final class VersionRegistration {
  private final RegistryStores stores;
  private final VersionCompletion completion;
  private final String defaultModel;

  /**
   * Registration in these stores.
   *
   * @param defaultModel the model whose features others may take by name
   */
  public VersionRegistration(
      RegistryStores stores, VersionCompletion completion, String defaultModel) {
    this.stores = Objects.requireNonNull(stores);
    this.completion = Objects.requireNonNull(completion);
    this.defaultModel = Objects.requireNonNull(defaultModel);
  }

  /**
   * Announces a version of a model, which begins with it where there is none.
   *
   * @param body the request's
   * @param owner of the model where it begins; and who posted the version
   * @param isAllowed whether a model that is there may get a version
   * @return the version; empty where the model is somebody else's
   * @throws Problem 400, 409 or 422 with a sentence for whoever posted it
   */
  public Optional<VersionRow> post(
      String model,
      byte[] body,
      String owner,
      Predicate<RegisteredModel> isAllowed,
      Deadline deadline) {
    VersionRequest request = VersionRequest.read(body);
    String version = request.version().toString();
    Optional<RegisteredModel> known = stores.models().find(model, deadline);
    if (known.isPresent() && !isAllowed.test(known.get())) {
      return Optional.empty();
    }
    Optional<VersionRow> before =
        stores
            .versions()
            .find(model, version, deadline)
            .map(found -> completion.settled(found, deadline));
    before.ifPresent(this::requireReplaceable);
    ModelDocument document = ModelDocument.of(model, request, named(request, deadline));
    VersionRow row =
        VersionRow.uploading(
            model,
            version,
            owner,
            stores.clock().instant(),
            stores.newId(),
            new VersionContent(
                request.sha256(),
                document.packed(),
                document.sha256(),
                request.goldenRows(),
                request.metadata()));
    stores.objects().stageDefinition(model, version, row.upload(), document.json(), deadline);
    if (!stores.versions().write(writes(known, before, row), deadline)) {
      throw RegistryProblem.lostRace(model, version);
    }
    return Optional.of(row);
  }

  private List<TransactWriteItem> writes(
      Optional<RegisteredModel> known, Optional<VersionRow> before, VersionRow row) {
    List<TransactWriteItem> writes = new ArrayList<>();
    if (known.isEmpty()) {
      writes.add(
          stores
              .models()
              .create(new RegisteredModel(row.model(), row.registeredBy(), row.registeredAt())));
    }
    writes.add(
        before
            .map(old -> stores.versions().replace(old, row))
            .orElseGet(() -> stores.versions().create(row)));
    writes.add(
        stores
            .history()
            .write(
                stores.change(
                    row,
                    "registered",
                    row.registeredBy(),
                    Optional.empty(),
                    Map.of("sha256", row.content().sha256()))));
    return writes;
  }

  private void requireReplaceable(VersionRow there) {
    String name = there.model() + " " + there.version();
    switch (there.status()) {
      case UPLOADING, REJECTED -> {}
      case VALIDATING -> {
        if (!completion.isOverdue(there)) {
          throw Problem.conflict(
              "%s is being validated; wait for the result, or post another version"
                  .formatted(name));
        }
      }
      case VALIDATED, DEACTIVATED ->
          throw Problem.conflict(
              "%s is there, and a version never changes; post another one".formatted(name));
      case DELETED ->
          throw Problem.conflict(
              "%s was there and is deleted, and its number is not given again; post another one"
                  .formatted(name));
    }
  }

  private NamedFeatures named(VersionRequest request, Deadline deadline) {
    if (request.features().stream().allMatch(feature -> feature.startsWith("{"))) {
      return NamedFeatures.byThemselves();
    }
    return defaultVersion(deadline).map(NamedFeatures::of).orElseGet(NamedFeatures::byThemselves);
  }

  /** The version of the default model that answers; else the newest of those that could. */
  private Optional<VersionRow> defaultVersion(Deadline deadline) {
    Optional<VersionRow> active =
        stores
            .routing()
            .find(defaultModel, deadline)
            .map(RoutingRow::versions)
            .flatMap(routed -> stores.versions().find(defaultModel, routed.active(), deadline));
    return active.isPresent()
        ? active
        : stores.versions().of(defaultModel, deadline).stream()
            .filter(row -> row.status() == VersionStatus.VALIDATED)
            .max(Comparator.comparing(row -> ModelVersion.parse(row.version()).orElseThrow()));
  }
}
