package dev.millrace.infra.lake;

import dev.millrace.infra.artifact.Contract;
import dev.millrace.infra.construct.InOrder;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/** The metrics that tell how the lake does. Its jobs write them once a run. */
record LakeMetrics(LakeSettings settings, Contract contract) {
  /** What the jobs count, over as long as it takes a record to come through all of them. */
  Metric written(String name, String statistic) {
    return contract.metric(name, statistic, period());
  }

  Metric ofStream(String stream, String name, String statistic) {
    return contract.metric(name, statistic, period(), "stream", stream);
  }

  List<String> streams() {
    return contract.values("stream");
  }

  List<IMetric> anomaliesByKind() {
    return by("kind", "ServiceAnomalies");
  }

  Metric rejected(String reason) {
    return contract.metric("RejectedEvents", "Sum", period(), "reason", reason);
  }

  List<IMetric> rejectedByReason() {
    return by("reason", "RejectedEvents");
  }

  private List<IMetric> by(String dimension, String name) {
    return contract.values(dimension).stream()
        .<IMetric>map(value -> contract.metric(name, "Sum", period(), dimension, value))
        .toList();
  }

  IMetric allAnomalies() {
    var kinds = contract.values("kind");
    return expression(
        String.join(" + ", kinds),
        "Anomalies of services",
        InOrder.map(
            kinds.stream(),
            kind -> contract.metric("ServiceAnomalies", "Sum", period(), "kind", kind)));
  }

  /** Rejected events of a hundred that were cleaned or rejected. */
  IMetric rejectedPercent() {
    return expression(
        "IF(rejected > 0, 100 * rejected / (rejected + FILL(cleaned, 0)), 0)",
        "Rejected, %",
        InOrder.map(
            "rejected",
            written("RejectedEvents", "Sum"),
            "cleaned",
            written("CleanedEvents", "Sum")));
  }

  /** Seconds that the metrics are behind while events come; zero while none do. */
  IMetric behind() {
    return expression(
        "IF(FILL(archived, 0) > 0, freshness / 1000, 0)",
        "Metrics behind, s",
        InOrder.map(
            "archived", ofStream("service-events", "ArchivedRecords", "Sum"),
            "freshness", written("DataFreshness", "Maximum")));
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

  private IMetric expression(String expression, String label, Map<String, IMetric> metrics) {
    return MathExpression.Builder.create()
        .expression(expression)
        .usingMetrics(metrics)
        .label(label)
        .period(period())
        .build();
  }
}
