package dev.millrace.local.protocol;

/** A call that a service refuses, under the name that its API gives the refusal. */
public final class ApiException extends RuntimeException {
  private final String type;
  private final int status;

  /**
   * A refusal with HTTP status 400, which most refusals have.
   *
   * @param type such as {@code ResourceNotFoundException}
   * @param message a sentence for the caller
   */
  public ApiException(String type, String message) {
    this(type, 400, message);
  }

  public ApiException(String type, int status, String message) {
    super(message);
    this.type = type;
    this.status = status;
  }

  public String type() {
    return type;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
