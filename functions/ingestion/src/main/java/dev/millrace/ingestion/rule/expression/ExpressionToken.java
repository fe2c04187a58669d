package dev.millrace.ingestion.rule.expression;

/**
 * A token of an expression.
 *
 * @param text a name or text without quotes and escapes, a variable without its first {@code $}, a
 *     pattern without slashes, a number or operator as it stands
 */
record ExpressionToken(Kind kind, String text) {
  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    VARIABLE,
    PATTERN,
    OPERATOR,
    /** A star or percent sign that stands for fields: not a product, not a remainder. */
    WILDCARD
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean startsFunction() {
    return kind == Kind.NAME && (text.equals("function") || text.equals("λ"));
  }
}
