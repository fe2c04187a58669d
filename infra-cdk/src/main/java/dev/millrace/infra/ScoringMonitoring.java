package dev.millrace.infra;

import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.sqs.Queue;

/** What is watched of scoring: that it keeps up with its stream, and what it has to give up. */
final class ScoringMonitoring {
  private final Alarms alarms;
  private final Settings.Alarms thresholds;
  private final ScoringMetrics metrics;
  private final Queue redriveDeadLetters;

  ScoringMonitoring(
      Alarms alarms, Settings.Alarms thresholds, ScoringMetrics metrics, Queue redriveDeadLetters) {
    this.alarms = alarms;
    this.thresholds = thresholds;
    this.metrics = metrics;
    this.redriveDeadLetters = redriveDeadLetters;
  }

  void raise() {
    streamAlarms();
    Monitoring.functionAlarms(alarms, "ScoreSessions", metrics.scoring().scoreSessions);
    Monitoring.functionAlarms(alarms, "PredictionsApi", metrics.scoring().predictionsApi);
    Monitoring.functionAlarms(alarms, "Redrive", metrics.scoring().redrive);
    endpointAlarms();
  }

  private void streamAlarms() {
    alarms.above(
        "SessionsIteratorAge",
        "Scoring falls behind the stream of sessions",
        iteratorAge(),
        (double) thresholds.iteratorAge().toMillis(),
        3);
    alarms.above(
        "SessionsLatency",
        "p99 from a batch's delivery to its stored predictions, our own time, is too long",
        metrics.own("DeliveryToStoredLatency", "p99"),
        thresholds.latencyMilliseconds(),
        5);
    alarms.above(
        "SessionsEndToEndLatency",
        "p99 from a session's arrival on the stream to its stored prediction is too long",
        metrics.own("EndToEndLatency", "p99"),
        thresholds.endToEndMilliseconds(),
        5);
    alarms.above(
        "FeatureMismatch",
        "The model takes other features than the functions compute, or refuses everything; scoring waits",
        metrics.own("FeatureMismatch", "Sum"),
        0,
        1);
    alarms.above(
        "ParserFailures",
        "The parser of sessions failed, which is a fault of Millrace's; the function's log names the place",
        metrics.own("ParserFailures", "Sum"),
        0,
        1);
    alarms.above(
        "QuarantineRate",
        "More of the sessions than usual cannot be scored; the quarantine says why",
        metrics.quarantinePercent(),
        thresholds.quarantinePercent(),
        3);
    alarms.above(
        "SessionsOnFailure",
        "Sessions were given up after their retries and wait in the failures bucket",
        metrics.mapping("OnFailureDestinationDeliveredEventCount"),
        0,
        1);
    alarms.above(
        "SessionsDropped",
        "Sessions were dropped and did not reach the failures bucket either",
        metrics.mapping("DroppedEventCount"),
        0,
        1);
    alarms.above(
        "RedriveDeadLetters",
        "A redrive failed; its queue holds the request",
        Monitoring.arrived(redriveDeadLetters),
        0,
        1);
  }

  private void endpointAlarms() {
    alarms.above(
        "EndpointErrors",
        "The model's endpoint answers 5xx",
        metrics.endpoint("Invocation5XXErrors", "Sum"),
        0,
        3);
    alarms.above(
        "EndpointLatency",
        "p99 of the model's own time is too long",
        metrics.endpoint("ModelLatency", "p99"),
        thresholds.modelLatencyMilliseconds() * 1000.0,
        5);
  }

  private IMetric iteratorAge() {
    return metrics.scoring().scoreSessions.metric("IteratorAge", "Maximum", Monitoring.MINUTE);
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        Monitoring.graph(
            "Sessions",
            metrics.own("Received", "Sum"),
            metrics.own("Predicted", "Sum"),
            metrics.own("Quarantined", "Sum"),
            metrics.own("Retried", "Sum")),
        Monitoring.graph(
            "Arrival to prediction, ms",
            metrics.own("EndToEndLatency", "p50"),
            metrics.own("EndToEndLatency", "p95"),
            metrics.own("EndToEndLatency", "p99")));
    dashboard.addWidgets(
        Monitoring.graph(
            "Delivery to prediction (own time), ms",
            metrics.own("DeliveryToStoredLatency", "p50"),
            metrics.own("DeliveryToStoredLatency", "p95"),
            metrics.own("DeliveryToStoredLatency", "p99")),
        Monitoring.graph(
            "Calls of a model with other features", metrics.own("FeatureMismatch", "Sum")));
    dashboard.addWidgets(
        Monitoring.graph(
            "Remote calls, p99 ms",
            metrics.own("ZipCodeLatency", "p99"),
            metrics.own("ModelLatency", "p99"),
            metrics.own("StoreLatency", "p99"),
            metrics.own("LogLatency", "p99")),
        Monitoring.graph("Behind the stream, ms", iteratorAge()));
    dashboard.addWidgets(
        Monitoring.graph(
            "Given up, dropped, dead letters",
            metrics.mapping("OnFailureDestinationDeliveredEventCount"),
            metrics.mapping("DroppedEventCount"),
            Monitoring.waiting(redriveDeadLetters)),
        Monitoring.graph(
            "Model endpoint",
            metrics.endpoint("Invocations", "Sum"),
            metrics.endpoint("Invocation4XXErrors", "Sum"),
            metrics.endpoint("Invocation5XXErrors", "Sum")));
    dashboard.addWidgets(
        Monitoring.graph(
            "Zip codes not found or not readable, sessions",
            metrics.lookUps("LookUpsNotFound", "zip_codes"),
            metrics.lookUps("LookUpKeysInvalid", "zip_codes")),
        Monitoring.graph(
            "Documents that the parser failed on", metrics.own("ParserFailures", "Sum")));
  }
}
