package dev.millrace.routing;

import java.util.Objects;

/**
 * The rollout that a routing row is in.
 *
 * @param id of the rollout
 * @param step the place of its current step, from 0
 * @param firstRevision the row's revision with which the rollout began
 */
public record RolloutStep(String id, int step, long firstRevision) {
  /** Checks that there is an id. */
  public RolloutStep {
    Objects.requireNonNull(id, "id");
  }
}
