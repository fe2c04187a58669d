package dev.millrace.runs;

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
