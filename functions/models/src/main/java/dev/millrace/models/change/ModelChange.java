package dev.millrace.models.change;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A change of a model, as its history tells it. Immutable.
 *
 * @param changeId a {@code RunId}'s text: sortable by time
 * @param action in the past tense: {@code registered}, {@code validated}, {@code rejected}, {@code
 *     deactivated}, {@code activated}, {@code deleted}, {@code routed}, {@code bound}, {@code
 *     rollout_started}, {@code rollout_advanced}, {@code promoted}, {@code rolled_back}, {@code
 *     rollout_cancelled}
 * @param version that it is about; empty where it is about none or several
 * @param who the caller's id; {@code rollout ID} for the state machine, {@code deployment} for a
 *     version that came with the deployment
 * @param reason a sentence; empty where nobody gave one
 * @param revision of the routing row after the change
 * @param rollout the rollout's id
 * @param details further facts by name, such as {@code active} and {@code active_before}
 */
public record ModelChange(
    String model,
    String changeId,
    Instant at,
    String action,
    Optional<String> version,
    String who,
    Optional<String> reason,
    OptionalLong revision,
    Optional<String> rollout,
    Map<String, String> details) {
  /** Copies the details. */
  public ModelChange {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(changeId, "changeId");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(rollout, "rollout");
    details = Map.copyOf(details);
  }
}
