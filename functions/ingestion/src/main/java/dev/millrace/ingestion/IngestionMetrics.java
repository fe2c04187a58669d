package dev.millrace.ingestion;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.ingestion.fetch.http.FetchAttempt;
import dev.millrace.ingestion.job.JobOutcome;
import java.util.Objects;

/**
 * What the functions of jobs count. None has a dimension for a source, which exists only at run
 * time: {@code GET /jobs/{id}} has the same by source. For one thread at a time.
 */
final class IngestionMetrics {
  private static final int FIRST_ERROR_STATUS = 400;

  private final FunctionMetrics metrics;

  IngestionMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Counts a request to a source. */
  void attempted(FetchAttempt attempt) {
    metrics.count("SourceRequests", 1);
    metrics.count("SourceRequestErrors", isError(attempt) ? 1 : 0);
    metrics.bytes("SourceBytes", attempt.bytes());
    metrics.milliseconds("SourceResponseTime", attempt.time().toMillis());
  }

  private static boolean isError(FetchAttempt attempt) {
    return !attempt.complete() || attempt.status() >= FIRST_ERROR_STATUS;
  }

  /** Counts what became of a job. */
  void finished(JobOutcome outcome) {
    metrics.count("SourcesSucceeded", outcome.succeeded());
    metrics.count("SourcesFailed", outcome.failed());
    metrics.count("QualityFailures", outcome.failedByQuality());
    metrics.count("RowsStored", outcome.rowsOut());
    metrics.count("RowsRejected", outcome.rowsRejected());
    metrics.milliseconds("JobTime", outcome.time().toMillis());
  }

  /** Writes what was counted. */
  void flush() {
    metrics.flush();
  }
}
