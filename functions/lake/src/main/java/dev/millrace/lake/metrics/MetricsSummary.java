package dev.millrace.lake.metrics;

import java.time.Instant;
import java.util.Optional;

/**
 * What {@code GET /health} tells.
 *
 * @param rows how many metrics rows there are
 * @param latestMinute the newest that has rows, be it in the future; empty while there are none
 * @param watermark the newest that has rows and was not in the future when they were computed
 * @param computedAt when the last run that found something new ended
 * @param silverCommittedAt when the newest events that are in the metrics came into silver
 * @param revision sequence number of the silver snapshot that the metrics were computed from
 */
public record MetricsSummary(
    long rows,
    Optional<Instant> latestMinute,
    Optional<Instant> watermark,
    Instant computedAt,
    Instant silverCommittedAt,
    long revision) {

  /** The newest minute that has rows and is not in the future, as far as the last run knew them. */
  public Optional<Instant> latestMinuteAt(Instant now) {
    return latestMinute.filter(minute -> !minute.isAfter(now)).or(() -> watermark);
  }
}
