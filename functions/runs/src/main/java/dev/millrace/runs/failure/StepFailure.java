package dev.millrace.runs.failure;

import dev.millrace.common.Json;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A step's failure that is to be shown as it is. Lambda hands the message to the machine, whose
 * Catch hands it to the function that finishes the run: {@link CaughtError#read} reads it there.
 */
public final class StepFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient RunError error;

  /** A failure that the run's error tells. */
  public StepFailure(RunError error) {
    super(json(error));
    this.error = Objects.requireNonNull(error);
  }

  /** The same, with its cause for the log. */
  public StepFailure(RunError error, Throwable cause) {
    super(json(error), cause);
    this.error = Objects.requireNonNull(error);
  }

  /** What the run's error is to say. */
  public RunError error() {
    return error;
  }

  private static String json(RunError error) {
    return new String(Json.bytes(error::write), StandardCharsets.UTF_8);
  }
}
