package dev.millrace.ingestion.job.source;

import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.RunError;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One source in one job, as its row says. Immutable.
 *
 * @param at which job and source
 * @param dataset where its rows go
 * @param position the source's place in the job, from 0
 * @param revision how often the row was written; a write is conditional on it
 * @param recordPages how many staged pages are in the table of records
 * @param error why it has failed
 * @param reusedFrom the job that this one does again, and in which the source had succeeded
 */
public record SourceRun(
    StagedSource at,
    String dataset,
    int position,
    long revision,
    SourcePhase phase,
    FetchProgress progress,
    SourceCounts counts,
    int recordPages,
    Optional<RunError> error,
    SourceTimes times,
    Optional<String> reusedFrom) {

  public SourceRun {
    Objects.requireNonNull(at);
    Objects.requireNonNull(dataset);
    Objects.requireNonNull(phase);
    Objects.requireNonNull(progress);
    Objects.requireNonNull(counts);
    Objects.requireNonNull(error);
    Objects.requireNonNull(times);
    Objects.requireNonNull(reusedFrom);
  }

  /** One of which nothing has been done. */
  public static SourceRun pending(StagedSource at, String dataset, int position) {
    return new SourceRun(
        at,
        dataset,
        position,
        0,
        SourcePhase.PENDING,
        FetchProgress.NONE,
        SourceCounts.NONE,
        0,
        Optional.empty(),
        SourceTimes.NONE,
        Optional.empty());
  }

  /** Begun, now. */
  public SourceRun started(FetchProgress from, Instant now) {
    return next(SourcePhase.FETCHING, from, counts, times.started(now));
  }

  /** With that progress and those counts. */
  public SourceRun with(FetchProgress moved, SourceCounts counted) {
    return next(phase, moved, counted, times);
  }

  /** With all its pages, now. */
  public SourceRun fetched(Instant now) {
    return next(SourcePhase.FETCHED, progress, counts, times.fetched(now));
  }

  /** With its rows in the dataset. */
  public SourceRun committed(long rows) {
    return next(SourcePhase.COMMITTED, progress, counts.stored(rows), times);
  }

  /** Succeeded, now. */
  public SourceRun succeeded(Instant now) {
    return next(SourcePhase.SUCCEEDED, progress, counts, times.finished(now));
  }

  /** With so many pages in the table of records. */
  public SourceRun recorded(int pages) {
    return new SourceRun(
        at, dataset, position, revision, phase, progress, counts, pages, error, times, reusedFrom);
  }

  /** Failed, now. */
  public SourceRun failed(RunError why, Instant now) {
    return new SourceRun(
        at,
        dataset,
        position,
        revision,
        SourcePhase.FAILED,
        progress,
        counts,
        recordPages,
        Optional.of(why),
        times.finished(now),
        reusedFrom);
  }

  /** As it was in the job that this one does again, where it had succeeded. */
  public SourceRun reused(SourceRun before) {
    return new SourceRun(
        at,
        dataset,
        position,
        revision,
        SourcePhase.SUCCEEDED,
        before.progress,
        before.counts,
        before.recordPages,
        Optional.empty(),
        before.times,
        Optional.of(before.reusedFrom.orElse(before.at.job())));
  }

  private SourceRun next(
      SourcePhase reached, FetchProgress moved, SourceCounts counted, SourceTimes reachedAt) {
    return new SourceRun(
        at,
        dataset,
        position,
        revision,
        reached,
        moved,
        counted,
        recordPages,
        error,
        reachedAt,
        reusedFrom);
  }
}
