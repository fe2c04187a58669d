package dev.millrace.ingestion.event;

import dev.millrace.common.FunctionMetrics;
import java.util.Objects;

/** What {@code POST /events} counts. */
public final class EventMetrics {
  private final FunctionMetrics metrics;

  /** Counts in a function's metrics. */
  public EventMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Counts, at once, that routing rows or what they name could not be read. */
  public void routingNotRead() {
    metrics.count("RoutingNotRead", 1);
    metrics.flush();
  }
}
