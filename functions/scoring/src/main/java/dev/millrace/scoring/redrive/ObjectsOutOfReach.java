package dev.millrace.scoring.redrive;

/** S3 handed out none of the objects that the run came to. */
public final class ObjectsOutOfReach extends RuntimeException {
  private static final long serialVersionUID = 1;

  ObjectsOutOfReach(String message, Throwable cause) {
    super(message, cause);
  }
}
