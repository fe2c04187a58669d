package dev.millrace.infra.models;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.monitoring.QueueMetrics;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.sqs.Queue;

/**
 * What is watched of routing and rollouts. Models and versions exist at run time only, so that no
 * metric has them as dimensions: versions are told apart by their roles.
 */
final class RolloutMonitoring {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration SWEEP = Duration.minutes(5);

  /** A shard that is counted this late judges rollouts by what is long past. */
  private static final double COUNTED_LATE_MILLIS = 60_000;

  private final CapabilityFunctions stack;
  private final Queue countingFailures;

  RolloutMonitoring(CapabilityFunctions stack) {
    this.stack = stack;
    this.countingFailures = stack.resources().queue(ModelsCapability.NAME, "CountingFailures");
  }

  void raiseAlarms() {
    var alarms = stack.alarms();
    alarms.whenAbove(
        "RolloutsRolledBack",
        "A rollout was rolled back; GET /models/{name}/rollouts says which and why",
        written("RolloutsRolledBack", MINUTE),
        0,
        1);
    alarms.whenAbove(
        "RolloutsFailed",
        "A rollout could not go on, and its canary was taken back; JudgeRollout's log has the cause",
        written("RolloutsFailed", SWEEP),
        0,
        1);
    alarms.whenAbove(
        "RolloutSweepFailures",
        "Rollouts that died between their writes cannot be repaired; SweepRollouts' log has the cause",
        written("RunSweepFailures", SWEEP),
        0,
        2);
    alarms.whenAbove(
        "SweepRolloutsErrors",
        "SweepRollouts fails run after run",
        stack.function("SweepRollouts").metric("Errors", "Sum", SWEEP),
        0,
        2);
    alarms.whenSilent(
        "SweepRolloutsStopped",
        "SweepRollouts has not run for three periods",
        stack.function("SweepRollouts").metric("Invocations", "Sum", SWEEP),
        3);
    alarms.ofFunction(stack.function("JudgeRollout"));
    alarms.ofFunction(stack.function("CountPredictions"));
    alarms.whenAbove(
        "CountedLate",
        "Counters are behind the prediction log; rollouts are judged by what is past",
        late(),
        COUNTED_LATE_MILLIS,
        3);
    alarms.whenAbove(
        "CountingFailures",
        "Rows of the prediction log were given up and are in no counter; the queue says which",
        QueueMetrics.arrived(countingFailures),
        0,
        1);
    alarms.whenAbove(
        "UnreadableLogRows",
        "The prediction log holds records that are no rows",
        written("UnreadableLogRows", MINUTE),
        0,
        1);
  }

  private IMetric late() {
    return stack.function("CountPredictions").metric("IteratorAge", "Maximum", MINUTE);
  }

  private IMetric written(String name, Duration period) {
    return stack.contract().metric(name, "Sum", period);
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        graph(
            "Predictions, by the role of their version",
            written("PredictionsByActive", MINUTE),
            written("PredictionsByCanary", MINUTE),
            written("CanaryFallbacks", MINUTE)),
        graph(
            "Rollouts",
            written("RolloutsPromoted", MINUTE),
            written("RolloutsRolledBack", MINUTE),
            written("RolloutsFailed", SWEEP)));
    dashboard.addWidgets(
        graph("Counters behind the prediction log, ms", late()),
        graph(
            "Rows of the log that were repeated, or are none",
            written("RepeatedLogRows", MINUTE),
            written("UnreadableLogRows", MINUTE)));
  }
}
