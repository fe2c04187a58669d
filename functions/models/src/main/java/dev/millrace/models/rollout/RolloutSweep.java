package dev.millrace.models.rollout;

import dev.millrace.common.Deadline;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.RoutingTable;
import dev.millrace.runs.RunSweep;
import dev.millrace.runs.SweepOutcome;
import java.util.Objects;

/**
 * Brings rollouts, their executions and the routing rows together again where a process died
 * between its writes. To be run each five minutes; sweeps may overlap. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a service cannot be reached in time.
 * Thread-safe.
 */
public final class RolloutSweep {
  private final RunSweep runs;
  private final RoutingTable rows;
  private final RolloutJudge judge;

  /** What a sweep came to: of the runs, and how many canaries it took back. */
  public record Outcome(SweepOutcome runs, int takenBack) {
    /** Checks that nothing is null. */
    public Outcome {
      Objects.requireNonNull(runs, "runs");
    }
  }

  /**
   * A sweep.
   *
   * @param runs the sweep of the rollouts' runs
   */
  public RolloutSweep(RunSweep runs, RoutingTable rows, RolloutJudge judge) {
    this.runs = Objects.requireNonNull(runs);
    this.rows = Objects.requireNonNull(rows);
    this.judge = Objects.requireNonNull(judge);
  }

  /** Repairs the runs, and then the rows whose rollout has ended otherwise. */
  public Outcome run(Deadline deadline) {
    SweepOutcome outcome = runs.run(deadline);
    int takenBack = 0;
    for (RoutingRow row : rows.all(deadline)) {
      takenBack += judge.free(row, deadline) ? 1 : 0;
    }
    return new Outcome(outcome, takenBack);
  }
}
