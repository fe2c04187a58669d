package dev.millrace.scoring.redrive;

/** The stream took none of the records, with time left: it is throttled, missing or forbidden. */
public final class StreamRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  StreamRefused(String message) {
    super(message);
  }
}
