package dev.millrace.scoring.redrive;

/** A request's field held what it must not; the message names it and says what was expected. */
public final class InvalidInput extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InvalidInput(String message) {
    super(message);
  }

  InvalidInput(String message, Throwable cause) {
    super(message, cause);
  }
}
