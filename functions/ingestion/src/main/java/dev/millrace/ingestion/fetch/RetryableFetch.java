package dev.millrace.ingestion.fetch;

import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** An attempt failed in a way that another may not. */
public final class RetryableFetch extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient RunError error;
  private final transient Optional<Duration> retryAfter;

  /**
   * A failed attempt.
   *
   * @param error to report when the attempts are used up
   * @param retryAfter how long the source asks to wait
   */
  public RetryableFetch(RunError error, Optional<Duration> retryAfter) {
    super(error.message());
    this.error = error;
    this.retryAfter = Objects.requireNonNull(retryAfter);
  }

  /** A failed attempt that is the source's, with its cause for the log. */
  public RetryableFetch(String message, Throwable cause) {
    super(message, cause);
    this.error = new RunError(FailureCategory.SOURCE, message);
    this.retryAfter = Optional.empty();
  }

  /** A failed attempt that is the source's. */
  public RetryableFetch(String message) {
    this(new RunError(FailureCategory.SOURCE, message), Optional.empty());
  }

  /** How long the source asks to wait, as it said it: zero or more, unbounded. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** What to report when the attempts are used up. */
  public RunError error() {
    return error;
  }
}
