package dev.millrace.models.rollout;

import dev.millrace.common.Deadline;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunCounts;
import dev.millrace.runs.RunEnd;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes into a rollout's run how it ended. Its end itself is the change of the routing row that
 * takes the rollout out of it, whoever makes that; the history of the model tells which it was.
 * Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when a table cannot be
 * reached in time. Thread-safe.
 */
public final class RolloutEnds {
  private final RunSteps runs;
  private final ModelHistory history;

  /** Ends of the rollouts of a table. */
  public RolloutEnds(RunSteps runs, ModelHistory history) {
    this.runs = Objects.requireNonNull(runs);
    this.history = Objects.requireNonNull(history);
  }

  /**
   * Ends the run of a rollout that no routing row names any more, unless it has ended.
   *
   * @return the run as it is now; empty where there is none
   */
  public Optional<Run> settle(String rollout, Deadline deadline) {
    Optional<Run> found = RunId.find(rollout).flatMap(id -> runs.find(id, deadline));
    if (found.isEmpty() || found.get().status().isFinal()) {
      return found;
    }
    Run run = found.get();
    return Optional.of(runs.finish(run.id(), end(run, deadline), deadline).run());
  }

  private RunEnd end(Run run, Deadline deadline) {
    return history.ofRollout(run.subject().orElse(""), run.id(), deadline).stream()
        .map(RolloutOutcome::end)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(
            () ->
                RunEnd.failed(
                    RunCounts.NONE,
                    new RunError(
                        FailureCategory.INTERNAL,
                        "The routing names the rollout no more, and the history does not say why")));
  }
}
