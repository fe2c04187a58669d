package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.MetricsTable;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the metrics are.
 *
 * @param snapshotId the silver snapshot that they were computed up to
 * @param revision what its rows carry, see {@link MetricsTable}
 * @param silverCommittedAt when the newest events up to it came into silver
 * @param at when they were computed
 * @param latestMinute the newest with rows; empty when there are none
 * @param watermark the newest with rows that was not in the future; minutes before it are complete
 *     but for late events
 */
record AggregationResult(
    long snapshotId,
    long revision,
    Instant silverCommittedAt,
    Instant at,
    Optional<Instant> latestMinute,
    Optional<Instant> watermark) {}
