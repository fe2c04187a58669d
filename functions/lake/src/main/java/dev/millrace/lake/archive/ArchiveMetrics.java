package dev.millrace.lake.archive;

import dev.millrace.common.FunctionMetrics;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a run did as metrics and as one log line. */
public final class ArchiveMetrics {
  private static final String STREAM = "stream";
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveMetrics.class);

  private final FunctionMetrics metrics;

  /** Writes ArchiveStreams' metrics. */
  public ArchiveMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Writes a run that took so long. */
  public void record(ArchiveOutcome outcome, Duration took) {
    outcome
        .streams()
        .forEach(
            (stream, totals) -> {
              metrics.count("ArchivedRecords", totals.records(), STREAM, stream);
              metrics.count("ArchivedObjects", totals.objects(), STREAM, stream);
              metrics.bytes("ArchivedBytes", totals.bytes(), STREAM, stream);
              metrics.milliseconds("ArchiveLag", totals.lag().toMillis(), STREAM, stream);
            });
    metrics.milliseconds("RunMillis", took.toMillis(), "function", "ArchiveStreams");
    LOG.info("{}", outcome);
  }
}
