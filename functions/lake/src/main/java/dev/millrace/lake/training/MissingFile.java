package dev.millrace.lake.training;

/** A file that a run has written is not as it wrote it; the message names the file. */
final class MissingFile extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingFile(String message) {
    super(message);
  }

  MissingFile(String message, Throwable cause) {
    super(message, cause);
  }
}
