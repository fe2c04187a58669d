package dev.millrace.infra.settings;

/**
 * A setting of the deployment cannot be used; the message names its key, its value and what was
 * expected.
 */
public final class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the key, the value that it has, and what was expected in its place. */
  public InvalidSettingException(String key, Object value, String expected) {
    super("Setting %s is \"%s\"; expected %s.".formatted(key, value, expected));
  }

  /** With a whole sentence. */
  public InvalidSettingException(String message) {
    super(message);
  }
}
