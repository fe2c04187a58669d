package dev.millrace.models.rollout;

import dev.millrace.common.Deadline;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.models.counters.CounterTable;
import dev.millrace.models.routing.RoutingViews;
import dev.millrace.models.routing.WriteOutcome;
import dev.millrace.routing.RolloutStep;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.failure.RunError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges rollouts, and does what the judgement comes to. All that it knows of a rollout's progress
 * is in the routing row and the history: a judge that dies anywhere is followed by another that
 * goes on, and two at once do no harm. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a table cannot be reached in time.
 * Thread-safe.
 */
public final class RolloutJudge {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutJudge.class);

  /** What a judgement did. */
  public enum Judged {
    GOES_ON,
    PROMOTED,
    ROLLED_BACK,
    /** The rollout had ended, or was ended by somebody else. */
    ENDED;

    /** Whether the rollout has ended. */
    public boolean isEnd() {
      return this != GOES_ON;
    }
  }

  private final RunSteps runs;
  private final RoutingViews rows;
  private final RolloutChanges changes;
  private final RolloutEnds ends;
  private final ModelHistory history;
  private final CounterTable counters;
  private final InstantSource clock;

  /** A judge of the rollouts of these tables. */
  public RolloutJudge(
      RunSteps runs,
      RoutingViews rows,
      RolloutChanges changes,
      RolloutEnds ends,
      ModelHistory history,
      CounterTable counters,
      InstantSource clock) {
    this.runs = Objects.requireNonNull(runs);
    this.rows = Objects.requireNonNull(rows);
    this.changes = Objects.requireNonNull(changes);
    this.ends = Objects.requireNonNull(ends);
    this.history = Objects.requireNonNull(history);
    this.counters = Objects.requireNonNull(counters);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Judges a rollout once. */
  public Judged judge(RunId id, Deadline deadline) {
    Optional<Run> found = runs.find(id, deadline);
    if (found.isEmpty()) {
      return Judged.ENDED;
    }
    Run run = found.get();
    Optional<RoutingRow> row = row(run, deadline);
    if (row.isEmpty()) {
      ends.settle(id.text(), deadline);
      return Judged.ENDED;
    }
    if (!runs.begin(id, deadline)) {
      // Its execution was given up, or somebody died while cancelling it.
      free(row.get(), run, deadline);
      return Judged.ENDED;
    }
    RolloutPlan plan = plan(run);
    Verdict verdict =
        RolloutRules.judge(
            plan,
            progress(row.get(), id, deadline),
            window(row.get(), plan.version(), deadline),
            clock.instant());
    return carryOut(verdict, row.get(), plan, deadline);
  }

  private Optional<RoutingRow> row(Run run, Deadline deadline) {
    return rows.current(run.subject().orElse(""), deadline)
        .filter(row -> RolloutChanges.isIn(row, run.id().text()));
  }

  private static RolloutPlan plan(Run run) {
    return RolloutPlan.read(run.request().orElseThrow().getBytes(StandardCharsets.UTF_8));
  }

  /** What the versions of the rollout that a row is in did since it began. */
  private RolloutWindow window(RoutingRow row, String version, Deadline deadline) {
    long since = row.rollout().orElseThrow().firstRevision();
    return new RolloutWindow(
        counters.since(row.model(), version, "canary", since, deadline),
        counters.since(row.model(), row.versions().active(), "active", since, deadline));
  }

  /** The same, of a rollout that may have ended; empty then. */
  Optional<RolloutWindow> window(Run run, Deadline deadline) {
    return row(run, deadline).map(row -> window(row, plan(run).version(), deadline));
  }

  private StepProgress progress(RoutingRow row, RunId id, Deadline deadline) {
    RolloutStep step = row.rollout().orElseThrow();
    Optional<Instant> since =
        row.isEffective() ? row.inEffect().map(RoutesInEffect::since) : Optional.empty();
    // Only a step that is not in effect asks when it was written.
    Instant writtenAt = since.orElseGet(() -> writtenAt(row.model(), id, deadline));
    return new StepProgress(step.step(), writtenAt, since);
  }

  private Instant writtenAt(String model, RunId id, Deadline deadline) {
    return history.ofRollout(model, id, deadline).stream()
        .map(ModelChange::at)
        .findFirst()
        .orElse(id.time());
  }

  private Judged carryOut(Verdict verdict, RoutingRow row, RolloutPlan plan, Deadline deadline) {
    String id = row.rollout().orElseThrow().id();
    return switch (verdict) {
      case Verdict.Bake _ -> Judged.GOES_ON;
      case Verdict.Advance _ -> {
        told(id, "advance", changes.advance(row, plan, deadline));
        yield Judged.GOES_ON;
      }
      case Verdict.Promote _ ->
          ended(
              id,
              Judged.PROMOTED,
              told(id, "promote", changes.promote(row, plan, deadline)),
              deadline);
      case Verdict.RollBack rollBack ->
          ended(
              id,
              Judged.ROLLED_BACK,
              told(
                  id,
                  "roll back: " + rollBack.detail(),
                  changes.takeBack(
                      row,
                      "rolled_back",
                      RolloutOutcome.ROLLED_BACK,
                      Optional.empty(),
                      Optional.of(rollBack.reason()),
                      rollBack.detail(),
                      deadline)),
              deadline);
    };
  }

  /** An outcome other than written is seen by the next judgement, in the row as it is then. */
  private static WriteOutcome told(String id, String what, WriteOutcome outcome) {
    LOG.info("Rollout {}: {}, {}", id, what, outcome);
    return outcome;
  }

  private Judged ended(String id, Judged how, WriteOutcome outcome, Deadline deadline) {
    if (outcome != WriteOutcome.WRITTEN) {
      return Judged.GOES_ON;
    }
    ends.settle(id, deadline);
    return how;
  }

  /**
   * Ends a rollout whose machine cannot go on.
   *
   * @return whether this took a canary back
   */
  public boolean fail(RunId id, RunError error, Deadline deadline) {
    Optional<Run> run = runs.find(id, deadline);
    Optional<RoutingRow> row = run.flatMap(found -> row(found, deadline));
    boolean takenBack =
        row.isPresent()
            && changes.takeBack(
                    row.get(),
                    "rolled_back",
                    RolloutOutcome.FAILED,
                    Optional.empty(),
                    Optional.of("failed"),
                    error.message(),
                    deadline)
                == WriteOutcome.WRITTEN;
    if (run.isPresent() && row(run.get(), deadline).isPresent()) {
      throw new IllegalStateException(
          "The canary of rollout %s was not taken back, expected it to be".formatted(id));
    }
    ends.settle(id.text(), deadline);
    return takenBack;
  }

  /**
   * Takes back the canary of a rollout whose run has ended otherwise.
   *
   * @return whether this took it back
   */
  public boolean free(RoutingRow row, Deadline deadline) {
    Optional<Run> run =
        row.rollout()
            .flatMap(step -> RunId.find(step.id()))
            .flatMap(id -> runs.find(id, deadline))
            .filter(found -> found.status().isFinal());
    return run.isPresent() && free(row, run.get(), deadline);
  }

  private boolean free(RoutingRow row, Run run, Deadline deadline) {
    Run ended = runs.find(run.id(), deadline).orElse(run);
    return changes.takeBack(
            row,
            "rolled_back",
            RolloutOutcome.find(RolloutOutcome.word(ended.status())).orElse(RolloutOutcome.FAILED),
            Optional.empty(),
            Optional.of("run_ended"),
            "The rollout's run is %s".formatted(RolloutOutcome.word(ended.status())),
            deadline)
        == WriteOutcome.WRITTEN;
  }
}
