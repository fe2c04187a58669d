package dev.millrace.infra;

/**
 * A setting of the deployment cannot be used; the message names its key, its value and what was
 * expected.
 */
final class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidSettingException(String key, Object value, String expected) {
    super("Setting %s is \"%s\"; expected %s.".formatted(key, value, expected));
  }

  InvalidSettingException(String message) {
    super(message);
  }
}
