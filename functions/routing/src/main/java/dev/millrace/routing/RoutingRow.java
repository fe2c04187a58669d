package dev.millrace.routing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A model's row: which versions are to answer, and which do. Immutable.
 *
 * @param versions as written last
 * @param revision 1 for the first write, one more with each
 * @param lastGood the version that was active before; empty where there is none to go back to
 * @param rollout that is in progress
 * @param streams whose records the model scores
 * @param inEffect empty until the first routes of the model were loaded
 */
public record RoutingRow(
    String model,
    RoutedVersions versions,
    long revision,
    Optional<String> lastGood,
    Optional<RolloutStep> rollout,
    List<String> streams,
    Optional<RoutesInEffect> inEffect) {
  /** Copies the streams. */
  public RoutingRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(lastGood, "lastGood");
    Objects.requireNonNull(rollout, "rollout");
    streams = List.copyOf(streams);
    Objects.requireNonNull(inEffect, "inEffect");
  }

  /** Whether the versions that were written last are those that answer. */
  public boolean isEffective() {
    return inEffect.isPresent() && inEffect.get().revision() == revision;
  }

  /** The row with these routes in effect. */
  public RoutingRow with(RoutesInEffect routes) {
    return new RoutingRow(
        model, versions, revision, lastGood, rollout, streams, Optional.of(routes));
  }

  /** What instances have to keep: what was written, what is in effect, and the last good one. */
  public Set<String> toLoad() {
    Set<String> all = new LinkedHashSet<>(versions.all());
    inEffect.ifPresent(routes -> all.addAll(routes.versions().all()));
    lastGood.ifPresent(all::add);
    return all;
  }
}
