package dev.millrace.modelserver;

import java.io.Serial;

/** An environment variable holds what it cannot; the message is a sentence for the operator. */
final class InvalidSettingException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  InvalidSettingException(String message) {
    super(message);
  }

  InvalidSettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
