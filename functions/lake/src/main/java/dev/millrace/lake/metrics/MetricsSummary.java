package dev.millrace.lake.metrics;

import java.time.Instant;
import java.util.Optional;

/**
 * What {@code GET /health} tells.
 *
 * @param rows how many metrics rows there are
 * @param latestMinute the newest that has rows; empty while there are none
 * @param computedAt when the last run that found something new ended
 * @param silverCommittedAt when the newest events that are in the metrics came into silver
 * @param revision sequence number of the silver snapshot that the metrics were computed from
 */
record MetricsSummary(
    long rows,
    Optional<Instant> latestMinute,
    Instant computedAt,
    Instant silverCommittedAt,
    long revision) {}
