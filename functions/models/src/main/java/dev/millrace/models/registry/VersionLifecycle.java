package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.routing.RoutingRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Takes versions out of use and back. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a store cannot be reached in time.
 * Thread-safe.
 */
public final class VersionLifecycle {
  private final RegistryStores stores;

  /** The versions of these stores. */
  public VersionLifecycle(RegistryStores stores) {
    this.stores = Objects.requireNonNull(stores);
  }

  /**
   * Takes a validated version out of use: it can neither be routed nor named.
   *
   * @throws Problem 409 where it is not validated, or its model's routing names it
   */
  public VersionRow deactivate(
      VersionRow row, String who, Optional<String> reason, Deadline deadline) {
    return switch (row.status()) {
      case DEACTIVATED -> row;
      case VALIDATED ->
          changed(row, row.in(VersionStatus.DEACTIVATED), "deactivated", who, reason, deadline);
      default -> throw unfit(row, "validated");
    };
  }

  /**
   * Undoes {@link #deactivate}.
   *
   * @throws Problem 409 where the version was never validated
   */
  public VersionRow activate(
      VersionRow row, String who, Optional<String> reason, Deadline deadline) {
    return switch (row.status()) {
      case VALIDATED -> row;
      case DEACTIVATED ->
          changed(row, row.in(VersionStatus.VALIDATED), "activated", who, reason, deadline);
      default -> throw unfit(row, "deactivated");
    };
  }

  /**
   * Deletes a version with its files. Of one that was validated the row stays, unseen, so that its
   * number is not given again. May be repeated.
   *
   * @throws Problem 409 where it is being validated, or its model's routing names it
   */
  public void delete(VersionRow row, String who, Deadline deadline) {
    switch (row.status()) {
      case UPLOADING, REJECTED ->
          written(
              row,
              List.of(
                  stores.versions().remove(row),
                  stores
                      .history()
                      .write(stores.change(row, "deleted", who, Optional.empty(), Map.of()))),
              deadline);
      case VALIDATING -> throw unfit(row, "no longer validating");
      case VALIDATED, DEACTIVATED -> {
        changed(row, row.in(VersionStatus.DELETED), "deleted", who, Optional.empty(), deadline);
        stores.objects().deleteVersion(row.model(), row.version(), deadline);
      }
      // A deletion before may have ended between the row and the files.
      case DELETED -> stores.objects().deleteVersion(row.model(), row.version(), deadline);
    }
  }

  private VersionRow changed(
      VersionRow before,
      VersionRow after,
      String action,
      String who,
      Optional<String> reason,
      Deadline deadline) {
    Optional<RoutingRow> routing = stores.routing().find(before.model(), deadline);
    if (routing.isPresent() && routing.get().toLoad().contains(before.version())) {
      throw Problem.conflict(
          "%s %s is in use: its model's routing names %s; expected a version that it does not name"
              .formatted(before.model(), before.version(), routing.get().toLoad()));
    }
    written(
        before,
        List.of(
            stores.versions().replace(before, after),
            stores.routingWrites().requireUnchanged(before.model(), routing),
            stores.history().write(stores.change(after, action, who, reason, Map.of()))),
        deadline);
    return after;
  }

  private void written(VersionRow row, List<TransactWriteItem> writes, Deadline deadline) {
    if (!stores.versions().write(writes, deadline)) {
      throw RegistryProblem.lostRace(row.model(), row.version());
    }
  }

  private static Problem unfit(VersionRow row, String expected) {
    return Problem.conflict(
        "%s %s is %s; expected one that is %s"
            .formatted(row.model(), row.version(), row.status().text(), expected));
  }
}
