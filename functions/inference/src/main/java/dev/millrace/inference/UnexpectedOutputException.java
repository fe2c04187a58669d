package dev.millrace.inference;

import java.io.Serial;

/** What a model gave is not what its task asks for; the message is a sentence. */
final class UnexpectedOutputException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  UnexpectedOutputException(String message) {
    super(message);
  }
}
