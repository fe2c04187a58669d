package dev.millrace.infra.scoring;

import dev.millrace.infra.artifact.Contract;
import dev.millrace.infra.construct.InOrder;
import dev.millrace.infra.model.ModelCapability;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;

/** The metrics that tell how scoring does, a minute at a time. */
record ScoringMetrics(
    CfnEventSourceMapping sessionsMapping, String endpointName, Contract contract) {
  private static final Duration MINUTE = Duration.minutes(1);

  /** A metric that the functions write. */
  Metric written(String name, String statistic) {
    return contract.metric(name, statistic, MINUTE);
  }

  /** What became of the records that the event source mapping took from the stream. */
  Metric mapping(String name) {
    return metric(
        "AWS/Lambda", name, "Sum", Map.of("EventSourceMappingUUID", sessionsMapping.getAttrId()));
  }

  Metric endpoint(String name, String statistic) {
    return metric(
        "AWS/SageMaker",
        name,
        statistic,
        InOrder.map("EndpointName", endpointName, "VariantName", ModelCapability.VARIANT));
  }

  /** Quarantined records of a hundred received. */
  IMetric quarantinePercent() {
    return MathExpression.Builder.create()
        .expression("IF(received > 0, 100 * quarantined / received, 0)")
        .usingMetrics(
            InOrder.map(
                "quarantined",
                written("Quarantined", "Sum"),
                "received",
                written("Received", "Sum")))
        .label("Quarantined, %")
        .period(MINUTE)
        .build();
  }

  private static Metric metric(
      String namespace, String name, String statistic, Map<String, String> dimensions) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .statistic(statistic)
        .dimensionsMap(dimensions)
        .period(MINUTE)
        .build();
  }
}
