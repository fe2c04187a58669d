package dev.millrace.modelserver;

import java.io.Serial;

/** The model's files do not fit together; the message is a sentence for the operator. */
final class UnusableModelException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  UnusableModelException(String message) {
    super(message);
  }

  UnusableModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
