package dev.millrace.infra.statemachine;

/** A state machine has what the local stack does not run. */
public final class UnsupportedMachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence that names the machine and the state, what they have and what is
   *     expected
   */
  UnsupportedMachineException(String message) {
    super(message);
  }
}
