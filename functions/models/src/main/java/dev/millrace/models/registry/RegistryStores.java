package dev.millrace.models.registry;

import dev.millrace.models.change.ModelChange;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.models.validation.RegistryObjects;
import dev.millrace.routing.RoutingTable;
import dev.millrace.runs.RunId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * What the registry is kept in, and its clock. Thread-safe.
 *
 * @param routingWrites the writes of the routing table that belong to the registry's changes
 */
public record RegistryStores(
    ModelTable models,
    VersionTable versions,
    ModelHistory history,
    RoutingTable routing,
    RoutingRowWrites routingWrites,
    RegistryObjects objects,
    InstantSource clock) {
  private static final RandomGenerator RANDOM = new SecureRandom();

  /** Checks that nothing is null. */
  public RegistryStores {
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(routing, "routing");
    Objects.requireNonNull(routingWrites, "routingWrites");
    Objects.requireNonNull(objects, "objects");
    Objects.requireNonNull(clock, "clock");
  }

  /** An id of this moment, sortable by time. */
  String newId() {
    return RunId.of(clock.instant(), RANDOM).text();
  }

  /** A change of a version, as of now, for the history. */
  ModelChange change(
      VersionRow version,
      String action,
      String who,
      Optional<String> reason,
      Map<String, String> details) {
    return new ModelChange(
        version.model(),
        newId(),
        clock.instant(),
        action,
        Optional.of(version.version()),
        who,
        reason,
        OptionalLong.empty(),
        Optional.empty(),
        details);
  }
}
