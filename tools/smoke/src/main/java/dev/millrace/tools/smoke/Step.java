package dev.millrace.tools.smoke;

/** A part of the smoke test. */
interface Step {
  /** One word for the part of the deployment that it tests. */
  String name();

  /**
   * Tests the part, within a bound of time.
   *
   * @return what was seen, in a few words
   * @throws StepFailure when it is not what was expected
   */
  String run() throws StepFailure, InterruptedException;
}
