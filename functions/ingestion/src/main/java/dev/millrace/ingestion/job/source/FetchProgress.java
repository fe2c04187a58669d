package dev.millrace.ingestion.job.source;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far the pages of a source are. Immutable.
 *
 * @param pages how many are staged
 * @param cursor of the next page; an empty text for the first
 * @param failures attempts at the next page that failed in a row
 * @param total what the source says that it has
 * @param since the checkpoint that the run began with: of an incremental source
 * @param slot when the next request may be sent: of a source with a rate, once it has waited for it
 * @param newest the highest value of the cursor field so far: of an incremental source
 */
public record FetchProgress(
    int pages,
    String cursor,
    int failures,
    OptionalLong total,
    Optional<Instant> slot,
    Optional<String> since,
    Optional<String> newest) {
  public static final FetchProgress NONE =
      new FetchProgress(
          0, "", 0, OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public FetchProgress {
    Objects.requireNonNull(cursor);
    Objects.requireNonNull(total);
    Objects.requireNonNull(slot);
    Objects.requireNonNull(since);
    Objects.requireNonNull(newest);
  }

  /** After an attempt that failed. */
  public FetchProgress failed() {
    return new FetchProgress(pages, cursor, failures + 1, total, Optional.empty(), since, newest);
  }

  /** Before the first page, with the checkpoint. */
  public FetchProgress since(Optional<String> checkpoint) {
    return new FetchProgress(pages, cursor, failures, total, slot, checkpoint, newest);
  }

  /** With a slot for the next request. */
  public FetchProgress at(Instant taken) {
    return new FetchProgress(pages, cursor, failures, total, Optional.of(taken), since, newest);
  }
}
