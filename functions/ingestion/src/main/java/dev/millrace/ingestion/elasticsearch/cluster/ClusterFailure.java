package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.io.Serial;
import java.util.Objects;

/**
 * A cluster did not give what it was asked for, and asking again at once is of no use. The message
 * says what was met and what was expected; it holds no document.
 */
public final class ClusterFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient RunError error;

  /** A failure of the source itself. */
  public ClusterFailure(String message) {
    this(FailureCategory.SOURCE, message);
  }

  /** A failure of some category. */
  public ClusterFailure(FailureCategory category, String message) {
    super(message);
    this.error = new RunError(category, message);
  }

  /** The same, with what it was found by. */
  public ClusterFailure(FailureCategory category, String message, Throwable cause) {
    super(message, Objects.requireNonNull(cause));
    this.error = new RunError(category, message);
  }

  /** What a summary tells of it. */
  public RunError error() {
    return error;
  }
}
