package dev.millrace.runs;

/**
 * A run's execution.
 *
 * @param error the name of what made it fail, such as {@code States.Timeout}; empty where it did
 *     not
 */
record RunExecution(ExecutionState state, String error) {
  /** What Step Functions says of an execution. */
  enum ExecutionState {
    /** There is none of this name. */
    MISSING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
  }
}
