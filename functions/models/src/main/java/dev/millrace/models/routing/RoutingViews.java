package dev.millrace.models.routing;

import dev.millrace.common.Deadline;
import dev.millrace.models.routing.RoutingView.WaitingVersion;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.RoutingTable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads routing rows, and puts into effect what every live instance has loaded. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a table cannot be reached in time.
 * Thread-safe.
 */
public final class RoutingViews {
  private final RoutingTable rows;
  private final HeartbeatTable heartbeats;
  private final InstantSource clock;

  /** Views of the rows of a table. */
  public RoutingViews(RoutingTable rows, HeartbeatTable heartbeats, InstantSource clock) {
    this.rows = Objects.requireNonNull(rows);
    this.heartbeats = Objects.requireNonNull(heartbeats);
    this.clock = Objects.requireNonNull(clock);
  }

  /** A model's row as it is now, in effect if it can be; empty where nothing was ever routed. */
  public Optional<RoutingRow> current(String model, Deadline deadline) {
    return view(model, deadline).row();
  }

  /** Whether every live instance has loaded these versions, and there is one. */
  boolean isLoaded(String model, Set<String> versions, Deadline deadline) {
    return HeartbeatTable.haveLoaded(heartbeats.alive(clock.instant(), deadline), model, versions);
  }

  /**
   * The shadows of a row that another active version can keep: one that instances have not loaded
   * must not hold up a roll-back.
   */
  List<String> loadedShadows(RoutingRow row, String active, Deadline deadline) {
    return row.versions().shadow().stream()
        .filter(shadow -> !shadow.equals(active))
        .filter(shadow -> row.isEffective() || isLoaded(row.model(), Set.of(shadow), deadline))
        .toList();
  }

  /** A model's routing, and what it waits for. */
  public RoutingView view(String model, Deadline deadline) {
    Optional<RoutingRow> read = rows.find(model, deadline);
    if (read.isEmpty() || read.get().isEffective()) {
      return new RoutingView(model, read, 0, List.of());
    }
    Instant now = clock.instant();
    List<Heartbeat> alive = heartbeats.alive(now, deadline);
    RoutingRow row = read.get();
    Set<String> wanted = row.versions().all();
    if (HeartbeatTable.haveLoaded(alive, model, wanted)) {
      Optional<RoutesInEffect> routes = rows.putInEffect(row, now, deadline);
      return new RoutingView(
          model,
          routes.isPresent() ? routes.map(row::with) : rows.find(model, deadline),
          alive.size(),
          List.of());
    }
    return new RoutingView(
        model,
        read,
        alive.size(),
        wanted.stream()
            .map(version -> waiting(alive, Heartbeat.name(model, version), version))
            .filter(version -> version.loaded() < Math.max(1, alive.size()))
            .toList());
  }

  private static WaitingVersion waiting(List<Heartbeat> alive, String name, String version) {
    return new WaitingVersion(
        version,
        (int) alive.stream().filter(heartbeat -> heartbeat.loaded().contains(name)).count(),
        alive.stream()
            .filter(heartbeat -> heartbeat.failed().containsKey(name))
            .map(heartbeat -> heartbeat.failed().get(name))
            .findFirst());
  }
}
