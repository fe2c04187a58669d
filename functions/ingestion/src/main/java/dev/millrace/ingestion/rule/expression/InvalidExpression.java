package dev.millrace.ingestion.rule.expression;

import java.io.Serial;

/** An expression cannot be used; the message says what was expected of it. */
public final class InvalidExpression extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  InvalidExpression(String expected) {
    super(expected);
  }
}
