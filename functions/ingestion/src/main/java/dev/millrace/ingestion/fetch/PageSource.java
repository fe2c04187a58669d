package dev.millrace.ingestion.fetch;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.util.Optional;

/** The pages of one source, as its definition says. Thread-safe. */
public interface PageSource {
  /**
   * Asks for one page, once. Redirects, and a second request with a secret that was read anew,
   * belong to the attempt.
   *
   * @param cursor of the page, as {@link #decode} gave it; empty for the first page
   * @throws RetryableFetch when another attempt may go better
   * @throws dev.millrace.runs.failure.StepFailure when no other attempt would
   */
  RawPage fetch(String cursor, Deadline deadline) throws RetryableFetch;

  /**
   * Reads a page. A pure function of its arguments and the definition, the same at each call.
   *
   * @param cursor that the page was fetched with
   * @throws dev.millrace.runs.failure.StepFailure of category {@code source} when the answer cannot
   *     be read, or its pages go in a circle; of {@code limit} when it has too many rows
   */
  DecodedPage decode(String cursor, RawPage page);

  /**
   * The same source, asked for what changed since an earlier run.
   *
   * @param checkpoint as {@link IncrementalField#latest} gave it
   * @throws IllegalStateException when the source is not incremental
   */
  PageSource since(String checkpoint);

  /** The field that an incremental source goes on by; empty for a source that is read whole. */
  Optional<IncrementalField> incremental();

  /** The rate that all runs of the source keep together; empty where none is declared. */
  Optional<RequestRate> requestRate();

  /** The longest that an attempt takes; one that begins with less time left may be cut short. */
  Duration longestAttempt();
}
