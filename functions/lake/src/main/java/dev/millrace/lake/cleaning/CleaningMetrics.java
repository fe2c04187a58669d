package dev.millrace.lake.cleaning;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.lake.events.RejectionReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a run did as metrics and as one log line. */
public final class CleaningMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(CleaningMetrics.class);

  private final FunctionMetrics metrics;
  private final InstantSource clock;

  /** Writes CleanEvents' metrics. */
  public CleaningMetrics(FunctionMetrics metrics, InstantSource clock) {
    this.metrics = Objects.requireNonNull(metrics);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Writes a run that took so long. */
  public void record(CleaningOutcome outcome, Duration took) {
    metrics.count("CleanedEvents", outcome.silver());
    metrics.count("RejectedEvents", outcome.rejectedRows());
    metrics.count("DuplicateEvents", outcome.duplicates());
    metrics.count("ExpiredObjects", outcome.expired());
    outcome
        .latestArrival()
        .ifPresent(
            latest ->
                metrics.milliseconds(
                    "SilverFreshness", Duration.between(latest, clock.instant()).toMillis()));
    metrics.flush();
    Map<RejectionReason, Long> rejected = new EnumMap<>(RejectionReason.class);
    rejected.put(RejectionReason.PARSER_FAILED, 0L);
    rejected.putAll(outcome.rejected());
    rejected.forEach(
        (reason, count) -> metrics.count("RejectedEvents", count, "reason", reason.code()));
    metrics.milliseconds("RunMillis", took.toMillis(), "function", "CleanEvents");
    LOG.info("{}", outcome);
  }
}
