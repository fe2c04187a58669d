package dev.millrace.lake.lookup;

import dev.millrace.common.FunctionMetrics;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a load did as metrics and as one log line. */
public final class LoadMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(LoadMetrics.class);

  private final FunctionMetrics metrics;

  /** Writes LoadLookup's metrics. */
  public LoadMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Writes a run that took so long. */
  public void record(LoadOutcome outcome, Duration took) {
    metrics.count("LookUpHistoryRows", outcome.history());
    metrics.count("LookUpServedRows", outcome.served());
    metrics.flush();
    metrics.milliseconds("RunMillis", took.toMillis(), "function", "LoadLookup");
    LOG.info("{}", outcome);
  }
}
