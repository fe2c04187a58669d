package dev.millrace.models.routing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a routing row changes, as the model's history is to tell it. Immutable.
 *
 * @param action in the past tense, as {@link dev.millrace.models.change.ModelChange} lists them
 * @param version that it is about
 * @param who the caller's id, or {@code rollout ID}
 * @param reason a sentence; empty where nobody gave one
 * @param rollout the id of the rollout that the change belongs to or ends
 * @param details further facts by name, beside the versions before and after
 */
public record ChangeCause(
    String action,
    Optional<String> version,
    String who,
    Optional<String> reason,
    Optional<String> rollout,
    Map<String, String> details) {
  /** Copies the details. */
  public ChangeCause {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(rollout, "rollout");
    details = Map.copyOf(details);
  }
}
