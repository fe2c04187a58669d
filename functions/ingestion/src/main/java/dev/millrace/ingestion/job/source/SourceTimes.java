package dev.millrace.ingestion.job.source;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When a source of a job got how far.
 *
 * @param startedAt when its first page was asked for
 * @param fetchedAt when its last page was staged
 * @param finishedAt when it succeeded or failed
 */
public record SourceTimes(
    Optional<Instant> startedAt, Optional<Instant> fetchedAt, Optional<Instant> finishedAt) {
  public static final SourceTimes NONE =
      new SourceTimes(Optional.empty(), Optional.empty(), Optional.empty());

  public SourceTimes {
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(fetchedAt);
    Objects.requireNonNull(finishedAt);
  }

  public SourceTimes started(Instant now) {
    return new SourceTimes(Optional.of(now), fetchedAt, finishedAt);
  }

  public SourceTimes fetched(Instant now) {
    return new SourceTimes(startedAt, Optional.of(now), finishedAt);
  }

  public SourceTimes finished(Instant now) {
    return new SourceTimes(startedAt, fetchedAt, Optional.of(now));
  }
}
