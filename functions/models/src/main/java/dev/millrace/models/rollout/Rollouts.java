package dev.millrace.models.rollout;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.models.routing.ChangeCause;
import dev.millrace.models.routing.ModelRouting;
import dev.millrace.models.routing.RoutingChange;
import dev.millrace.models.routing.RoutingViews;
import dev.millrace.models.routing.RoutingWriteTable;
import dev.millrace.models.routing.VersionChecks;
import dev.millrace.models.routing.WriteOutcome;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RolloutStep;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.PreparedRun;
import dev.millrace.runs.Run;
import dev.millrace.runs.Runs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Starts and cancels rollouts. A rollout's run and the routing row that it is in are written in one
 * transaction. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when a
 * service cannot be reached in time. Thread-safe.
 */
public final class Rollouts {
  /** The kind of the runs. */
  public static final String KIND = "rollout";

  private static final int ATTEMPTS = 5;

  private final Runs runs;
  private final RoutingViews rows;
  private final ModelRouting routing;
  private final VersionChecks checks;
  private final RoutingWriteTable writes;
  private final RolloutChanges changes;
  private final RolloutEnds ends;

  /**
   * Rollouts.
   *
   * @param runs of the kind {@value #KIND}
   */
  public Rollouts(
      Runs runs,
      RoutingViews rows,
      ModelRouting routing,
      VersionChecks checks,
      RoutingWriteTable writes,
      RolloutEnds ends) {
    this.runs = Objects.requireNonNull(runs);
    this.rows = Objects.requireNonNull(rows);
    this.routing = Objects.requireNonNull(routing);
    this.checks = Objects.requireNonNull(checks);
    this.writes = Objects.requireNonNull(writes);
    this.changes = new RolloutChanges(writes);
    this.ends = Objects.requireNonNull(ends);
  }

  /**
   * Starts a rollout.
   *
   * @return its run, which is pending
   * @throws Problem 404, 409 or 422; nothing is changed then
   */
  public Run start(String model, RolloutPlan plan, String who, Deadline deadline) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      checks.requireValidated(model, Set.of(plan.version()), deadline);
      RoutingRow row = startable(model, plan, deadline);
      PreparedRun prepared = runs.prepare(new NewRun(who, model, plan.json()));
      RoutingChange change = change(row, plan, prepared.run().id().text(), who);
      routing.requireUsable(change, deadline);
      if (writes.write(change, List.of(prepared.write()), deadline) == WriteOutcome.WRITTEN) {
        return runs.started(prepared, deadline);
      }
    }
    throw changedMeanwhile(model);
  }

  private RoutingRow startable(String model, RolloutPlan plan, Deadline deadline) {
    RoutingRow row =
        rows.current(model, deadline)
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "%s has no routing, expected an active version that a canary can be compared with"
                            .formatted(model)));
    if (row.rollout().isPresent()) {
      throw ModelRouting.inProgress(model, row.rollout().get().id());
    }
    if (row.versions().active().equals(plan.version())) {
      throw Problem.unprocessable(
          "version held \"%s\", which is active, expected another one".formatted(plan.version()));
    }
    row.versions()
        .canary()
        .map(Canary::version)
        .filter(canary -> !canary.equals(plan.version()))
        .ifPresent(
            canary -> {
              throw Problem.conflict(
                  "%s is the canary of %s, expected none, or the version of the rollout"
                      .formatted(canary, model));
            });
    return row;
  }

  private static RoutingChange change(RoutingRow row, RolloutPlan plan, String id, String who) {
    RoutedVersions versions =
        new RoutedVersions(
            row.versions().active(),
            Optional.of(new Canary(plan.version(), plan.steps().getFirst().weight())),
            row.versions().shadow().stream()
                .filter(shadow -> !shadow.equals(plan.version()))
                .toList());
    return new RoutingChange(
        row.model(),
        Optional.of(row),
        versions,
        row.lastGood(),
        Optional.of(new RolloutStep(id, 0, row.revision() + 1)),
        new ChangeCause(
            "rollout_started",
            Optional.of(plan.version()),
            who,
            plan.reason(),
            Optional.of(id),
            Map.of("steps", Integer.toString(plan.steps().size()))));
  }

  /**
   * Cancels a rollout: the canary is taken back and the active version stays.
   *
   * @return the run, which is cancelled
   * @throws Problem 409 when the rollout has ended
   */
  public Run cancel(Run run, String who, Deadline deadline) {
    String id = run.id().text();
    String model = run.subject().orElse("");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<RoutingRow> row =
          rows.current(model, deadline).filter(held -> RolloutChanges.isIn(held, id));
      if (row.isEmpty()) {
        ends.settle(id, deadline);
        return runs.cancel(run.id(), deadline);
      }
      WriteOutcome outcome =
          changes.takeBack(
              row.get(),
              "rollout_cancelled",
              RolloutOutcome.CANCELLED,
              Optional.of(who),
              Optional.empty(),
              "The rollout was cancelled",
              deadline);
      if (outcome == WriteOutcome.WRITTEN) {
        return runs.cancel(run.id(), deadline);
      }
    }
    throw changedMeanwhile(model);
  }

  private static Problem changedMeanwhile(String model) {
    return Problem.conflict(
        "The routing of %s was changed again and again meanwhile; read it, and ask again"
            .formatted(model));
  }
}
