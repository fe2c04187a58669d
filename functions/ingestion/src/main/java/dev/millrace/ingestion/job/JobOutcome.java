package dev.millrace.ingestion.job;

import java.time.Duration;

/**
 * What became of a job.
 *
 * @param succeeded sources that succeeded
 * @param failed sources that did not
 * @param failedByQuality those of them that a check failed
 * @param rowsOut rows that were stored
 * @param rowsRejected rows that failed a rule
 * @param time from the job's beginning to its end
 */
public record JobOutcome(
    int succeeded,
    int failed,
    int failedByQuality,
    long rowsOut,
    long rowsRejected,
    Duration time) {}
