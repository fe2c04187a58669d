package dev.millrace.tools.smoke.deployment;

/** A step that did not pass. Its message says what was expected, what was seen, where to look. */
public final class StepFailure extends Exception {
  /**
   * @param expected what should have been seen
   * @param seen what was there in its place
   * @param look where the cause may be found
   */
  public StepFailure(String expected, String seen, String look) {
    super("expected %s; saw %s. Look at %s".formatted(expected, seen, look));
  }
}
