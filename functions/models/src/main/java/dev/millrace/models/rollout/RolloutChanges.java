package dev.millrace.models.rollout;

import dev.millrace.common.Deadline;
import dev.millrace.models.routing.ChangeCause;
import dev.millrace.models.routing.RoutingChange;
import dev.millrace.models.routing.RoutingWriteTable;
import dev.millrace.models.routing.WriteOutcome;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RolloutStep;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rollout does to the routing row that it is in. Each is one conditional write, after which
 * the rollout goes on from the row, whoever made it. Thread-safe.
 */
public final class RolloutChanges {
  private final RoutingWriteTable writes;

  /** Changes of the rows of a table. */
  public RolloutChanges(RoutingWriteTable writes) {
    this.writes = Objects.requireNonNull(writes);
  }

  /** Whether the row is in this rollout. */
  public static boolean isIn(RoutingRow row, String rollout) {
    return row.rollout().map(step -> step.id().equals(rollout)).orElse(false);
  }

  /** Begins the next step of the rollout that the row is in. */
  WriteOutcome advance(RoutingRow row, RolloutPlan plan, Deadline deadline) {
    RolloutStep now = row.rollout().orElseThrow();
    RolloutStep next = new RolloutStep(now.id(), now.step() + 1, now.firstRevision());
    RoutedVersions versions =
        new RoutedVersions(
            row.versions().active(),
            Optional.of(new Canary(plan.version(), plan.steps().get(next.step()).weight())),
            row.versions().shadow());
    return writes.write(
        new RoutingChange(
            row.model(),
            Optional.of(row),
            versions,
            row.lastGood(),
            Optional.of(next),
            cause(
                "rollout_advanced",
                plan.version(),
                machine(now),
                Optional.empty(),
                now,
                Map.of("step", Integer.toString(next.step())))),
        List.of(),
        deadline);
  }

  /** Makes the canary the active version, and ends the rollout. */
  WriteOutcome promote(RoutingRow row, RolloutPlan plan, Deadline deadline) {
    RolloutStep now = row.rollout().orElseThrow();
    RoutedVersions versions =
        new RoutedVersions(plan.version(), Optional.empty(), row.versions().shadow());
    return writes.write(
        new RoutingChange(
            row.model(),
            Optional.of(row),
            versions,
            Optional.of(row.versions().active()),
            Optional.empty(),
            cause(
                "promoted",
                plan.version(),
                machine(now),
                Optional.of("Every step was baked within the guardrails"),
                now,
                ended(RolloutOutcome.PROMOTED, Optional.empty()))),
        List.of(),
        deadline);
  }

  /**
   * Takes the canary back, and ends the rollout; the active version stays.
   *
   * @param action as the history names it
   * @param who the caller's id; empty for the machine
   * @param word why, such as a guardrail's name
   * @param detail why, a sentence
   */
  public WriteOutcome takeBack(
      RoutingRow row,
      String action,
      RolloutOutcome outcome,
      Optional<String> who,
      Optional<String> word,
      String detail,
      Deadline deadline) {
    RolloutStep now = row.rollout().orElseThrow();
    String canary = row.versions().canary().map(Canary::version).orElse("");
    RoutedVersions versions =
        new RoutedVersions(row.versions().active(), Optional.empty(), row.versions().shadow());
    return writes.write(
        new RoutingChange(
            row.model(),
            Optional.of(row),
            versions,
            row.lastGood(),
            Optional.empty(),
            cause(
                action,
                canary,
                who.orElse(machine(now)),
                Optional.of(detail),
                now,
                ended(outcome, word))),
        List.of(),
        deadline);
  }

  private static String machine(RolloutStep step) {
    return "rollout " + step.id();
  }

  private static Map<String, String> ended(RolloutOutcome outcome, Optional<String> word) {
    Map<String, String> details = new HashMap<>();
    details.put(RolloutOutcome.OUTCOME, outcome.text());
    word.ifPresent(reason -> details.put(RolloutOutcome.REASON, reason));
    return details;
  }

  private static ChangeCause cause(
      String action,
      String version,
      String who,
      Optional<String> reason,
      RolloutStep step,
      Map<String, String> details) {
    return new ChangeCause(
        action,
        Optional.of(version).filter(text -> !text.isEmpty()),
        who,
        reason,
        Optional.of(step.id()),
        details);
  }
}
