package dev.millrace.infra;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** The metrics that tell how the lake does. Its jobs write them once a run. */
record LakeMetrics(LakeSettings settings) {
  static final List<String> STREAMS = List.of("sessions", "service-events", "predictions");
  static final List<String> REASONS =
      List.of(
          "malformed_json",
          "event_id_missing",
          "service_missing",
          "event_type_missing",
          "timestamp_missing",
          "timestamp_invalid",
          "event_id_conflict");
  static final List<String> ANOMALIES = List.of("error_rate", "volume", "missing_latencies");

  /** What the jobs count, over as long as it takes a record to come through all of them. */
  Metric own(String name, String statistic) {
    return own(name, statistic, Map.of());
  }

  Metric ofStream(String stream, String name, String statistic) {
    return own(name, statistic, Map.of("stream", stream));
  }

  Metric anomalies(String kind) {
    return own("ServiceAnomalies", "Sum", Map.of("kind", kind));
  }

  Metric rejected(String reason) {
    return own("RejectedEvents", "Sum", Map.of("reason", reason));
  }

  IMetric allAnomalies() {
    return expression(
        "error_rate + volume + missing_latencies",
        "Anomalies of services",
        Map.of(
            "error_rate", anomalies("error_rate"),
            "volume", anomalies("volume"),
            "missing_latencies", anomalies("missing_latencies")));
  }

  /** Rejected events of a hundred that were cleaned or rejected. */
  IMetric rejectedPercent() {
    return expression(
        "IF(rejected > 0, 100 * rejected / (rejected + FILL(cleaned, 0)), 0)",
        "Rejected, %",
        Map.of("rejected", own("RejectedEvents", "Sum"), "cleaned", own("CleanedEvents", "Sum")));
  }

  /** Seconds that the metrics are behind while events come; zero while none do. */
  IMetric behind() {
    return expression(
        "IF(FILL(archived, 0) > 0, freshness / 1000, 0)",
        "Metrics behind, s",
        Map.of(
            "archived", ofStream("service-events", "ArchivedRecords", "Sum"),
            "freshness", own("DataFreshness", "Maximum")));
  }

  /** The longest that a job waits for its turn, or a quarter of an hour. */
  Duration period() {
    var longest =
        List.of(settings.archiveStreams(), settings.cleanEvents(), settings.aggregateMetrics())
            .stream()
            .map(LakeSettings.Job::period)
            .max(java.time.Duration::compareTo)
            .orElseThrow();
    return Duration.minutes(Math.max(15, longest.toMinutes()));
  }

  private Metric own(String name, String statistic, Map<String, String> more) {
    var dimensions = new HashMap<>(Map.of("service", "lake"));
    dimensions.putAll(more);
    return Metric.Builder.create()
        .namespace("Millrace")
        .metricName(name)
        .statistic(statistic)
        .dimensionsMap(dimensions)
        .period(period())
        .build();
  }

  private IMetric expression(String expression, String label, Map<String, IMetric> metrics) {
    return MathExpression.Builder.create()
        .expression(expression)
        .usingMetrics(metrics)
        .label(label)
        .period(period())
        .build();
  }
}
