package dev.millrace.common.concurrent;

/** What became of a task. */
public sealed interface TaskOutcome<T> {
  /** It ended with a result, which may be null. */
  record Done<T>(T result) implements TaskOutcome<T> {}

  /**
   * It ended with an exception.
   *
   * @param cause what the task threw
   */
  record Failed<T>(Throwable cause) implements TaskOutcome<T> {
    /** Throws the cause as it is; returns nothing, and is an exception only for {@code throw}. */
    public RuntimeException rethrown() throws InterruptedException {
      switch (cause) {
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        case InterruptedException interruption -> throw interruption;
        default -> throw new IllegalStateException("A task threw what it may not throw", cause);
      }
    }
  }

  /** It had not ended, or not even begun, when the deadline passed. */
  record Unfinished<T>() implements TaskOutcome<T> {}
}
