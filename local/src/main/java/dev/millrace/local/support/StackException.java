package dev.millrace.local.support;

/** The local stack cannot do what it was asked to; the message is a sentence for its user. */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
