package dev.millrace.ingestion.fetch;

import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;

/** Failures of a source that no other attempt mends. */
public final class SourceFailures {
  private SourceFailures() {}

  /** What the source answered cannot be used, or it refuses. */
  public static StepFailure source(String message) {
    return new StepFailure(new RunError(FailureCategory.SOURCE, message));
  }

  /** The same, about a place of the definition. */
  public static StepFailure source(String message, String pointer) {
    return new StepFailure(new RunError(FailureCategory.SOURCE, message, pointer));
  }

  /** The answer is larger than is taken. */
  public static StepFailure limit(String message, String pointer) {
    return new StepFailure(new RunError(FailureCategory.LIMIT, message, pointer));
  }
}
