package dev.millrace.infra.scoring;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.model.ModelCapability;
import dev.millrace.infra.monitoring.Alarms;
import dev.millrace.infra.monitoring.QueueMetrics;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;
import software.amazon.awscdk.services.sqs.Queue;

/** What is watched of scoring: that it keeps up with its stream, and what it has to give up. */
final class ScoringMonitoring {
  private final CapabilityFunctions stack;
  private final Alarms alarms;
  private final ScoringSettings.Thresholds thresholds;
  private final ScoringMetrics metrics;
  private final Queue redriveDeadLetters;

  ScoringMonitoring(
      CapabilityFunctions stack,
      ScoringSettings.Thresholds thresholds,
      CfnEventSourceMapping sessionsMapping) {
    this.stack = stack;
    this.alarms = stack.alarms();
    this.thresholds = thresholds;
    var endpoint = stack.resources().find(CfnEndpoint.class, ModelCapability.NAME, "Endpoint");
    this.metrics =
        new ScoringMetrics(sessionsMapping, endpoint.getAttrEndpointName(), stack.contract());
    this.redriveDeadLetters = stack.resources().queue(ScoringCapability.NAME, "RedriveDeadLetters");
  }

  void raiseAlarms() {
    streamAlarms();
    for (var onTheScoringPath : List.of("ScoreSessions", "PredictionsApi")) {
      var function = stack.function(onTheScoringPath);
      stack.releaseByDegrees(function, alarms.ofFunction(function));
    }
    alarms.ofFunction(stack.function("ScoreShadows"));
    alarms.ofFunction(stack.function("Redrive"));
    backfillAlarms();
  }

  private void backfillAlarms() {
    alarms.ofFunction(stack.function("BackfillsApi"));
    alarms.whenAbove(
        "BackfillStepErrors",
        "A step of a backfill failed and is tried again; its log has the cause under the run's id",
        stack.function("BackfillStep").metric("Errors", "Sum", Duration.minutes(5)),
        0,
        3);
    alarms.whenAbove(
        "BackfillSweepFailures",
        "Backfills that died between their writes cannot be repaired; SweepBackfills' log has the cause",
        stack.contract().metric("RunSweepFailures", "Sum", Duration.minutes(5)),
        0,
        2);
    alarms.whenAbove(
        "SweepBackfillsErrors",
        "SweepBackfills fails run after run",
        stack.function("SweepBackfills").metric("Errors", "Sum", Duration.minutes(5)),
        0,
        2);
    alarms.whenSilent(
        "SweepBackfillsStopped",
        "SweepBackfills has not run for three periods",
        stack.function("SweepBackfills").metric("Invocations", "Sum", Duration.minutes(5)),
        3);
    alarms.whenAbove(
        "ScoringAuditFailures",
        "Backfills are refused, or are not told whole, because the audit table fails",
        stack.contract().metric("AuditFailures", "Sum", Duration.minutes(5)),
        0,
        1);
  }

  private void streamAlarms() {
    var iteratorAge =
        alarms.whenAbove(
            "SessionsIteratorAge",
            "Scoring falls behind the stream of sessions",
            iteratorAge(),
            (double) thresholds.iteratorAge().toMillis(),
            3);
    stack.output("SessionsIteratorAgeAlarm", iteratorAge.getAlarmName());
    alarms.whenAbove(
        "SessionsLatency",
        "p99 from a batch's delivery to its stored predictions, our own time, is too long",
        metrics.written("DeliveryToStoredLatency", "p99"),
        thresholds.latencyMilliseconds(),
        5);
    alarms.whenAbove(
        "SessionsEndToEndLatency",
        "p99 from a session's arrival on the stream to its stored prediction is too long",
        metrics.written("EndToEndLatency", "p99"),
        thresholds.endToEndMilliseconds(),
        5);
    alarms.whenAbove(
        "FeatureMismatch",
        "The model takes other features than the functions compute, or refuses everything; scoring waits",
        metrics.written("FeatureMismatch", "Sum"),
        0,
        1);
    alarms.whenAbove(
        "RoutingNotRead",
        "The table of routes does not answer; scoring goes on by the routes that it read last",
        metrics.written("RoutingNotRead", "Sum"),
        0,
        3);
    alarms.whenAbove(
        "ParserFailures",
        "The parser of sessions failed, which is a fault of Millrace's; the function's log names the place",
        metrics.written("ParserFailures", "Sum"),
        0,
        1);
    alarms.whenAbove(
        "QuarantineRate",
        "More of the sessions than usual cannot be scored; the quarantine says why",
        metrics.quarantinePercent(),
        thresholds.quarantinePercent(),
        3);
    var onFailure =
        alarms.whenAbove(
            "SessionsOnFailure",
            "Sessions were given up after their retries and wait in the failures bucket",
            metrics.mapping("OnFailureDestinationDeliveredEventCount"),
            0,
            1);
    stack.output("SessionsOnFailureAlarm", onFailure.getAlarmName());
    alarms.whenAbove(
        "SessionsDropped",
        "Sessions were dropped and did not reach the failures bucket either",
        metrics.mapping("DroppedEventCount"),
        0,
        1);
    alarms.whenAbove(
        "RedriveDeadLetters",
        "A redrive failed; its queue holds the request",
        QueueMetrics.arrived(redriveDeadLetters),
        0,
        1);
  }

  private IMetric iteratorAge() {
    return stack.function("ScoreSessions").metric("IteratorAge", "Maximum", Duration.minutes(1));
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        graph(
            "Sessions",
            metrics.written("Received", "Sum"),
            metrics.written("Predicted", "Sum"),
            metrics.written("Quarantined", "Sum"),
            metrics.written("Retried", "Sum")),
        graph(
            "Arrival to prediction, ms",
            metrics.written("EndToEndLatency", "p50"),
            metrics.written("EndToEndLatency", "p95"),
            metrics.written("EndToEndLatency", "p99")));
    dashboard.addWidgets(
        graph(
            "Delivery to prediction (own time), ms",
            metrics.written("DeliveryToStoredLatency", "p50"),
            metrics.written("DeliveryToStoredLatency", "p95"),
            metrics.written("DeliveryToStoredLatency", "p99")),
        graph("Calls of a model with other features", metrics.written("FeatureMismatch", "Sum")));
    dashboard.addWidgets(
        graph(
            "Canary's records that the active version answered; shadows",
            metrics.written("CanaryFallbacks", "Sum"),
            metrics.written("ShadowPredictions", "Sum"),
            metrics.written("ShadowErrors", "Sum")),
        graph(
            "Records that no model scores, requests that were not logged, routes not read",
            metrics.written("Unbound", "Sum"),
            metrics.written("RequestsNotLogged", "Sum"),
            metrics.written("RoutingNotRead", "Sum")));
    dashboard.addWidgets(
        graph(
            "Remote calls, p99 ms",
            metrics.written("LookUpLatency", "p99"),
            metrics.written("ModelLatency", "p99"),
            metrics.written("StoreLatency", "p99"),
            metrics.written("LogLatency", "p99")),
        graph("Behind the stream, ms", iteratorAge()));
    dashboard.addWidgets(
        graph(
            "Given up, dropped, dead letters",
            metrics.mapping("OnFailureDestinationDeliveredEventCount"),
            metrics.mapping("DroppedEventCount"),
            QueueMetrics.waiting(redriveDeadLetters)),
        graph(
            "Model endpoint",
            metrics.endpoint("Invocations", "Sum"),
            metrics.endpoint("Invocation4XXErrors", "Sum"),
            metrics.endpoint("Invocation5XXErrors", "Sum")));
    dashboard.addWidgets(
        graph(
            "Defaults taken: look-ups without a row, keys and fields that could not be read",
            metrics.written("LookUpsNotFound", "Sum"),
            metrics.written("LookUpKeysInvalid", "Sum"),
            metrics.written("FeatureDefaults", "Sum")),
        graph("Documents that the parser failed on", metrics.written("ParserFailures", "Sum")));
  }
}
