package dev.millrace.runs;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.runs.RunExecution.ExecutionState;
import dev.millrace.runs.failure.CaughtError;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Brings rows and executions together again where a process died between its writes, or an
 * execution ended without saying so. To be run by a schedule each five minutes; sweeps may overlap.
 * Thread-safe.
 */
public final class RunSweep {
  /**
   * How long a call that began before a run's end may still be on its way to start the execution:
   * longer than any function lives.
   */
  static final Duration LATE_START = Duration.ofMinutes(20);

  private static final Logger LOG = LoggerFactory.getLogger(RunSweep.class);
  private static final String STOPPED = "The run had ended";

  private final List<Runs> kinds;
  private final Duration after;
  private final Duration giveUpAfter;
  private final InstantSource clock;

  /**
   * A sweep of these kinds of runs. It leaves runs alone that are younger than {@code
   * RUN_SWEEP_AFTER} (PT2M): they may be being started. A pending run whose execution cannot be
   * started for {@code RUN_GIVE_UP_AFTER} (PT1H) has failed.
   *
   * @throws IllegalArgumentException when a setting holds what it cannot
   */
  public static RunSweep of(List<Runs> kinds, Settings settings, InstantSource clock) {
    return new RunSweep(
        kinds,
        settings.duration("RUN_SWEEP_AFTER", Duration.ofMinutes(2)),
        settings.duration("RUN_GIVE_UP_AFTER", Duration.ofHours(1)),
        clock);
  }

  RunSweep(List<Runs> kinds, Duration after, Duration giveUpAfter, InstantSource clock) {
    this.kinds = List.copyOf(kinds);
    this.after = after;
    this.giveUpAfter = giveUpAfter;
    this.clock = clock;
  }

  /**
   * Looks at each open run once. One that cannot be looked at, or repaired, is logged and counted,
   * and keeps none of the others from it.
   *
   * @throws SdkException when the open runs cannot be listed
   */
  public SweepOutcome run(Deadline deadline) {
    Sweeping sweeping = new Sweeping(deadline);
    for (Runs runs : kinds) {
      sweeping.sweep(runs);
    }
    return sweeping.outcome();
  }

  private final class Sweeping {
    private final Deadline deadline;
    private final Instant madeBefore = clock.instant().minus(after);
    private int open;
    private int repaired;
    private int failures;
    private boolean complete = true;

    Sweeping(Deadline deadline) {
      this.deadline = deadline;
    }

    void sweep(Runs runs) {
      String last = "";
      List<RunId> ids = open(runs, last);
      while (!ids.isEmpty()) {
        for (RunId id : ids) {
          if (deadline.hasPassed()) {
            complete = false;
            return;
          }
          reconcile(runs, id);
        }
        last = ids.getLast().text();
        ids = open(runs, last);
      }
    }

    private List<RunId> open(Runs runs, String last) {
      return runs.table().listing().open(runs.kind(), last, madeBefore, deadline);
    }

    private void reconcile(Runs runs, RunId id) {
      open++;
      try {
        boolean changed =
            runs.find(id, deadline)
                .filter(Run::isOpen)
                .map(run -> reconcile(runs, run))
                .orElse(false);
        if (changed) {
          repaired++;
        }
      } catch (SdkException failed) {
        failures++;
        LOG.warn("{} could not be reconciled", id, failed);
      }
    }

    /** Whether there was something to be repaired. */
    private boolean reconcile(Runs runs, Run run) {
      RunExecution execution = runs.machine().describe(run.id(), deadline);
      return run.status().isFinal()
          ? close(runs, run, execution.state())
          : follow(runs, run, execution);
    }

    /** Of a run that was ended by others than its execution. */
    private boolean close(Runs runs, Run run, ExecutionState state) {
      switch (state) {
        case MISSING -> {
          if (run.finishedAt().orElseThrow().plus(LATE_START).isBefore(clock.instant())) {
            runs.table().close(run.id(), deadline);
          }
          return false;
        }
        case RUNNING -> {
          boolean stopped = runs.machine().stop(run.id(), STOPPED, deadline);
          if (stopped) {
            runs.table().close(run.id(), deadline);
          }
          return stopped;
        }
        default -> {
          runs.table().close(run.id(), deadline);
          return false;
        }
      }
    }

    /** Of an unfinished run. */
    private boolean follow(Runs runs, Run run, RunExecution execution) {
      return switch (execution.state()) {
        case MISSING -> restart(runs, run);
        case RUNNING -> false;
        case SUCCEEDED ->
            end(runs, run, failed("The execution ended without saying how the run ended"), true);
        case FAILED, TIMED_OUT ->
            end(
                runs,
                run,
                RunEnd.failed(
                    RunCounts.NONE,
                    CaughtError.named(
                        execution.state() == ExecutionState.TIMED_OUT
                            ? "States.Timeout"
                            : execution.error())),
                true);
        case ABORTED ->
            end(runs, run, RunEnd.cancelled("Its execution was stopped in Step Functions"), true);
      };
    }

    private boolean restart(Runs runs, Run run) {
      if (run.status() == RunStatus.RUNNING) {
        return end(
            runs,
            run,
            failed("The run had begun, and Step Functions has no execution of it"),
            false);
      }
      if (run.createdAt().plus(giveUpAfter).isBefore(clock.instant())) {
        return end(
            runs, run, failed("The run could not be started for %s".formatted(giveUpAfter)), false);
      }
      runs.machine().start(run.id(), Runs.input(run), deadline);
      LOG.info("The execution of {} was started late", run.id());
      return true;
    }

    private boolean end(Runs runs, Run run, RunEnd end, boolean closed) {
      boolean made = runs.table().finish(run.id(), end, closed, deadline).made();
      if (made) {
        LOG.warn("{} is {}: its execution did not say so", run.id(), end.status().text());
      }
      return made;
    }

    private static RunEnd failed(String message) {
      return RunEnd.failed(RunCounts.NONE, new RunError(FailureCategory.INTERNAL, message));
    }

    SweepOutcome outcome() {
      return new SweepOutcome(open, repaired, failures, complete);
    }
  }
}
