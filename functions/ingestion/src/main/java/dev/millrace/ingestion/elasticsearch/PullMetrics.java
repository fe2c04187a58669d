package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.FunctionMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** What a run tells CloudWatch. For one thread at a time. */
public final class PullMetrics {
  private final FunctionMetrics metrics;
  private final InstantSource clock;

  /** Writes by these metrics. */
  public PullMetrics(FunctionMetrics metrics, InstantSource clock) {
    this.metrics = Objects.requireNonNull(metrics);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Writes the counts of a run.
   *
   * @param took how long it took
   */
  public void record(PullOutcome outcome, Duration took) {
    long sent = 0;
    long repeated = 0;
    long oversize = 0;
    for (SourceOutcome source : outcome.sources()) {
      sent += source.sent();
      repeated += source.repeated();
      oversize += source.oversize();
    }
    metrics.count("PulledDocuments", sent);
    metrics.count("RepeatedDocuments", repeated);
    metrics.count("OversizeDocuments", oversize);
    metrics.count("ElasticsearchSourcesFailed", outcome.failed());
    oldest(outcome)
        .ifPresent(
            checkpoint ->
                metrics.milliseconds(
                    "ElasticsearchLag",
                    Math.max(0, Duration.between(checkpoint, clock.instant()).toMillis())));
    metrics.milliseconds("PullMillis", took.toMillis());
    metrics.flush();
  }

  private static Optional<Instant> oldest(PullOutcome outcome) {
    return outcome.sources().stream()
        .flatMap(source -> source.checkpoint().stream())
        .min(Instant::compareTo);
  }
}
