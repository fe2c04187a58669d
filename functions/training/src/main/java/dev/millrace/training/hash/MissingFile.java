package dev.millrace.training.hash;

/** A file that a run has written is not as it wrote it; the message names the file. */
public final class MissingFile extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MissingFile(String message) {
    super(message);
  }

  public MissingFile(String message, Throwable cause) {
    super(message, cause);
  }
}
