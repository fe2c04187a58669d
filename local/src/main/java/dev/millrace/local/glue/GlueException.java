package dev.millrace.local.glue;

/** A call that Glue refuses, under the name that Glue's API gives the refusal. */
public final class GlueException extends RuntimeException {
  private final String type;

  GlueException(String type, String message) {
    super(message);
    this.type = type;
  }

  String type() {
    return type;
  }
}
