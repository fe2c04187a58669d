package dev.millrace.local.template;

/**
 * The synthesized template holds something that the local stack cannot read; the message says what
 * and where.
 */
public final class TemplateException extends RuntimeException {
  public TemplateException(String message) {
    super(message);
  }

  public TemplateException(String message, Throwable cause) {
    super(message, cause);
  }
}
