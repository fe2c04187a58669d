package dev.millrace.training.hash;

/** A file that a run has written is not as it wrote it; the message names the file. */
public final class MissingFile extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence that names the file. */
  public MissingFile(String message) {
    super(message);
  }

  /** The same, with how it was found out. */
  public MissingFile(String message, Throwable cause) {
    super(message, cause);
  }
}
