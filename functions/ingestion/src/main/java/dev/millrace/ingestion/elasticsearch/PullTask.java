package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which documents of a source a run is to send.
 *
 * @param key of the checkpoint
 * @param beginning where it begins while there is no checkpoint
 * @param to the time before which documents are
 * @param overlap how far behind the checkpoint it begins
 * @param once whether it ends for good at {@code to}, and its checkpoint with it
 */
record PullTask(
    ElasticsearchSource source,
    String key,
    Instant beginning,
    Instant to,
    Duration overlap,
    boolean once) {
  /** What is indexed at the moment is left to the next run, which reads it in one go. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** What the keys begin with: the table has other rows too. */
  private static final String KEYS = "elasticsearch/";

  private static final Duration UNFINISHED_BACKFILL = Duration.ofDays(30);

  PullTask {
    Objects.requireNonNull(source);
    Objects.requireNonNull(key);
    Objects.requireNonNull(beginning);
    Objects.requireNonNull(to);
    Objects.requireNonNull(overlap);
  }

  /** The documents that are new by now. */
  static PullTask ofNew(ElasticsearchSource source, Instant now) {
    Instant begin = source.beginning().begin(now);
    return new PullTask(
        source, KEYS + source.name(), begin, now.minus(SETTLING), source.overlap(), false);
  }

  /**
   * The documents of a range of times, whether they were sent before or not. Asked for again before
   * it has ended, it goes on.
   *
   * @throws InvalidInput when the range is not over yet
   */
  static PullTask ofRange(ElasticsearchSource source, PullRequest.Range range, Instant now) {
    if (range.to().isAfter(now)) {
      throw InvalidInput.field("to", range.to().toString(), "a time that has passed");
    }
    String key = KEYS + "%s/%s/%s".formatted(source.name(), range.from(), range.to());
    return new PullTask(source, key, range.from(), range.to(), Duration.ZERO, true);
  }

  /** How long its checkpoint is kept; empty is for ever. */
  Optional<Duration> kept() {
    return once ? Optional.of(UNFINISHED_BACKFILL) : Optional.empty();
  }
}
