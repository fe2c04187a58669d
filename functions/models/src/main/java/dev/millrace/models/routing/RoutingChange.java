package dev.millrace.models.routing;

import dev.millrace.routing.Canary;
import dev.millrace.routing.RolloutStep;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a model's routing row from what was read to what is to be. Immutable.
 *
 * @param before the row as it was read; empty for a model's first one
 * @param versions that are to answer
 * @param lastGood that is to be kept for a roll-back
 * @param rollout that the row is to be in
 */
public record RoutingChange(
    String model,
    Optional<RoutingRow> before,
    RoutedVersions versions,
    Optional<String> lastGood,
    Optional<RolloutStep> rollout,
    ChangeCause cause) {
  /** Checks that nothing is null. */
  public RoutingChange {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(lastGood, "lastGood");
    Objects.requireNonNull(rollout, "rollout");
    Objects.requireNonNull(cause, "cause");
  }

  /** What the version that was active becomes by a change of the active version. */
  static Optional<String> lastGood(Optional<RoutingRow> before, String active) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    String was = before.get().versions().active();
    return was.equals(active) ? before.get().lastGood() : Optional.of(was);
  }

  /** The revision that the change makes. */
  public long revision() {
    return before.map(RoutingRow::revision).orElse(0L) + 1;
  }

  /**
   * The row after the change.
   *
   * @param inEffect the routes that are in effect then
   */
  RoutingRow after(Optional<RoutesInEffect> inEffect) {
    return new RoutingRow(model, versions, revision(), lastGood, rollout, streams(), inEffect);
  }

  List<String> streams() {
    return before.map(RoutingRow::streams).orElse(List.of());
  }

  /**
   * Whether instances have to keep every version of the change for as long as the row is as it was
   * read: what they say to have loaded then stays loaded until the change is written.
   */
  boolean isOfKeptVersions() {
    if (before.isEmpty()) {
      return false;
    }
    Set<String> kept = new HashSet<>(before.get().versions().all());
    before.get().lastGood().ifPresent(kept::add);
    return kept.containsAll(versions.all());
  }

  /** The facts that the history keeps. */
  Map<String, String> details() {
    Map<String, String> details = new HashMap<>(cause.details());
    details.put("active", versions.active());
    before.ifPresent(row -> details.put("active_before", row.versions().active()));
    versions.canary().ifPresent(canary -> details.put("canary", shown(canary)));
    before
        .flatMap(row -> row.versions().canary())
        .ifPresent(canary -> details.put("canary_before", shown(canary)));
    if (!versions.shadow().isEmpty()) {
      details.put("shadow", String.join(", ", versions.shadow()));
    }
    return details;
  }

  private static String shown(Canary canary) {
    return "%s at %s %%"
        .formatted(
            canary.version(),
            BigDecimal.valueOf(canary.weight()).stripTrailingZeros().toPlainString());
  }
}
