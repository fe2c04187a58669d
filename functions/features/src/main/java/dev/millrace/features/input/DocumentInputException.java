package dev.millrace.features.input;

import java.io.IOException;
import java.io.Serial;

/**
 * An input that cannot be cut into documents. Its message is a clause for the user: it names the
 * place, what stood there and what was expected.
 */
public final class DocumentInputException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  DocumentInputException(String message) {
    super(message);
  }
}
