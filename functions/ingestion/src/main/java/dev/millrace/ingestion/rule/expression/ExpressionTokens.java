package dev.millrace.ingestion.rule.expression;

import dev.millrace.ingestion.rule.expression.ExpressionToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a JSONata expression into tokens, by the rules of JSONata's own parser: which does not show
 * what it has read.
 */
final class ExpressionTokens {
  private static final String OPERATORS = ".[]{}(),@#;:?+-*/%|=<>^&!~";
  private static final Set<String> PAIRS =
      Set.of("..", ":=", "!=", "<=", ">=", "~>", "**", "?:", "??");
  private static final Set<String> OPERATING_WORDS = Set.of("and", "or", "in");
  private static final String BRACKETS_OPEN = "([{";
  private static final String BRACKETS_CLOSE = ")]}";

  private final String expression;
  private final List<ExpressionToken> tokens = new ArrayList<>();
  private int position;

  private ExpressionTokens(String expression) {
    this.expression = expression;
  }

  /**
   * The tokens, in order.
   *
   * @throws InvalidExpression where a text, name, pattern or comment has no end
   */
  static List<ExpressionToken> of(String expression) throws InvalidExpression {
    ExpressionTokens tokens = new ExpressionTokens(expression);
    while (tokens.skipBlanks()) {
      tokens.next();
    }
    return List.copyOf(tokens.tokens);
  }

  /** Skips blanks and comments; false at the end. */
  private boolean skipBlanks() throws InvalidExpression {
    while (position < expression.length()) {
      if (expression.startsWith("/*", position)) {
        position = end("*/", position + 2) + 2;
      } else if (isBlank(expression.charAt(position))) {
        position++;
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(char character) {
    return " \t\n\r\u000b".indexOf(character) >= 0;
  }

  private int end(String closing, int from) throws InvalidExpression {
    int end = expression.indexOf(closing, from);
    if (end < 0) {
      throw new InvalidExpression("an expression with a closing " + closing);
    }
    return end;
  }

  private void next() throws InvalidExpression {
    char first = expression.charAt(position);
    if (first == '"' || first == '\'') {
      add(Kind.TEXT, text(first));
    } else if (first == '`') {
      int end = end("`", position + 1);
      add(Kind.NAME, expression.substring(position + 1, end));
      position = end + 1;
    } else if (first == '/' && expectsOperand()) {
      add(Kind.PATTERN, pattern());
    } else if (OPERATORS.indexOf(first) >= 0) {
      operator();
    } else if (first >= '0' && first <= '9') {
      add(Kind.NUMBER, number());
    } else {
      String word = word();
      boolean operates = OPERATING_WORDS.contains(word) && !expectsOperand();
      if (word.charAt(0) == '$') {
        add(Kind.VARIABLE, word.substring(1));
      } else {
        add(operates ? Kind.OPERATOR : Kind.NAME, word);
      }
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new ExpressionToken(kind, text));
  }

  /** Whether an operand comes next: a slash is a pattern there, and a star is a wildcard. */
  private boolean expectsOperand() {
    if (tokens.isEmpty()) {
      return true;
    }
    ExpressionToken last = tokens.getLast();
    return last.kind() == Kind.OPERATOR && !BRACKETS_CLOSE.contains(last.text());
  }

  private void operator() {
    String pair = expression.substring(position, Math.min(position + 2, expression.length()));
    String operator = PAIRS.contains(pair) ? pair : pair.substring(0, 1);
    boolean wild = Set.of("*", "**", "%").contains(operator) && expectsOperand();
    add(wild ? Kind.WILDCARD : Kind.OPERATOR, operator);
    position += operator.length();
  }

  private String text(char quote) throws InvalidExpression {
    StringBuilder text = new StringBuilder();
    for (int at = position + 1; at < expression.length(); at++) {
      char character = expression.charAt(at);
      if (character == quote) {
        position = at + 1;
        return text.toString();
      }
      if (character == '\\' && ++at < expression.length()) {
        at = escaped(at, text);
      } else {
        text.append(character);
      }
    }
    throw new InvalidExpression("an expression with a closing " + quote);
  }

  private int escaped(int at, StringBuilder text) throws InvalidExpression {
    int plain = "bfnrt".indexOf(expression.charAt(at));
    if (plain >= 0) {
      text.append("\b\f\n\r\t".charAt(plain));
    } else if (expression.charAt(at) == 'u') {
      try {
        text.append((char) Integer.parseInt(expression, at + 1, at + 5, 16));
      } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
        throw new InvalidExpression("four hexadecimal digits behind \\u");
      }
      return at + 4;
    } else {
      text.append(expression.charAt(at));
    }
    return at;
  }

  private String pattern() throws InvalidExpression {
    int depth = 0;
    int start = position + 1;
    for (int at = start; at < expression.length(); at++) {
      char character = expression.charAt(at);
      boolean escaped = expression.charAt(at - 1) == '\\';
      if (character == '/' && !escaped && depth == 0) {
        position = at + 1;
        while (position < expression.length() && "im".indexOf(expression.charAt(position)) >= 0) {
          position++;
        }
        return expression.substring(start, at);
      }
      if (!escaped && BRACKETS_OPEN.indexOf(character) >= 0) {
        depth++;
      } else if (!escaped && BRACKETS_CLOSE.indexOf(character) >= 0) {
        depth--;
      }
    }
    throw new InvalidExpression("an expression with a closing /");
  }

  private String number() {
    int start = position;
    skipDigits();
    if (position + 1 < expression.length()
        && expression.charAt(position) == '.'
        && Character.isDigit(expression.charAt(position + 1))) {
      position++;
      skipDigits();
    }
    return expression.substring(start, position);
  }

  private void skipDigits() {
    while (position < expression.length() && Character.isDigit(expression.charAt(position))) {
      position++;
    }
  }

  private String word() {
    int start = position;
    do {
      position++;
    } while (position < expression.length()
        && !isBlank(expression.charAt(position))
        && OPERATORS.indexOf(expression.charAt(position)) < 0);
    return expression.substring(start, position);
  }
}
