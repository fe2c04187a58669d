package dev.millrace.infra.release;

/** A folder, a file or a type that a comparison cannot go by; the message is for the user. */
final class ReleaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReleaseException(String message) {
    super(message);
  }
}
