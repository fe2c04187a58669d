package dev.millrace.samplemodel;

/** A version that cannot be held against gates; the message says what was found and expected. */
final class UnusableVersionException extends Exception {
  private static final long serialVersionUID = 1;

  UnusableVersionException(String message) {
    super(message);
  }
}
