package dev.millrace.models.routing;

import dev.millrace.routing.RoutingRow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model's routing as answers tell it. Immutable.
 *
 * @param row empty where nothing was ever routed
 * @param instances of the endpoint that are alive; 0 where the row is in effect, since nobody looks
 * @param waiting the versions that some live instance has not loaded
 */
public record RoutingView(
    String model, Optional<RoutingRow> row, int instances, List<WaitingVersion> waiting) {
  /**
   * A version that is not loaded everywhere.
   *
   * @param loaded how many live instances have loaded it
   * @param failed why an instance could not load it
   */
  public record WaitingVersion(String version, int loaded, Optional<String> failed) {
    /** Checks that nothing is null. */
    public WaitingVersion {
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(failed, "failed");
    }
  }

  /** Copies the list. */
  public RoutingView {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(row, "row");
    waiting = List.copyOf(waiting);
  }
}
