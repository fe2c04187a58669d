package dev.millrace.lake.training;

import java.io.IOException;

/** An input that cannot be read as documents; its message is a clause for the user. */
final class InputException extends IOException {
  InputException(String message) {
    super(message);
  }
}
