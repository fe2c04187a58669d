package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.StepFailure;

/** A part of the smoke test. */
public interface Step {
  /** One word for the part of the deployment that it tests. */
  public String name();

  /**
   * Tests the part, within a bound of time.
   *
   * @return what was seen, in a few words
   * @throws StepFailure when it is not what was expected
   */
  public String run() throws StepFailure, InterruptedException;
}
