package dev.millrace.inference;

import java.io.Serial;

/**
 * A model's files are missing, broken or do not fit together; the message is a sentence that names
 * the place.
 */
public final class UnusableModelException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  public UnusableModelException(String message) {
    super(message);
  }

  public UnusableModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
