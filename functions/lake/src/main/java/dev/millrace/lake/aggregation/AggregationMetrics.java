package dev.millrace.lake.aggregation;

import dev.millrace.common.FunctionMetrics;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a run did as metrics and as one log line. */
public final class AggregationMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(AggregationMetrics.class);

  private final FunctionMetrics metrics;

  /** Writes AggregateMetrics' metrics. */
  public AggregationMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Writes a run that took so long. */
  public void record(AggregationOutcome outcome, Duration took) {
    metrics.count("AggregatedRows", outcome.silverRows());
    metrics.count("AggregatedBuckets", outcome.buckets());
    outcome.freshness().ifPresent(age -> metrics.milliseconds("DataFreshness", age.toMillis()));
    metrics.flush();
    outcome
        .anomalies()
        .forEach((kind, count) -> metrics.count("ServiceAnomalies", count, "kind", kind));
    metrics.milliseconds("RunMillis", took.toMillis(), "function", "AggregateMetrics");
    LOG.info("{}", outcome);
  }
}
