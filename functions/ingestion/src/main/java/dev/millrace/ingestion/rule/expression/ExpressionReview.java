package dev.millrace.ingestion.rule.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.ingestion.definition.PatternSize;
import dev.millrace.ingestion.rule.expression.ExpressionToken.Kind;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reviews an expression before it is used: which fields it may read, and that it gives the same for
 * the same row. What is uncertain counts as read.
 */
final class ExpressionReview {
  /** Their results depend on when they are called, or on chance, or cannot be reviewed. */
  private static final Set<String> REFUSED = Set.of("now", "millis", "random", "shuffle", "eval");

  /** They take the row itself where they are given less than all arguments. */
  private static final Set<String> TAKE_THE_ROW = Set.of("lookup", "each", "sift");

  /** Beyond it, a double does not hold every whole number. */
  private static final BigInteger LARGEST_WHOLE = BigInteger.TWO.pow(53);

  /** In instructions: the time of a match grows with it. */
  private static final int LARGEST_PATTERN = 10_000;

  private final List<ExpressionToken> tokens;
  private final Set<String> names = new HashSet<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> functions = new HashSet<>();
  private final Set<String> otherwiseBound = new HashSet<>();
  private boolean all;

  private ExpressionReview(List<ExpressionToken> tokens) {
    this.tokens = tokens;
  }

  /**
   * The fields that an expression may read.
   *
   * @throws InvalidExpression when it may give another value for the same row, holds what loses
   *     digits, or a pattern that RE2 does not have
   */
  static FieldReads reads(String expression) throws InvalidExpression {
    ExpressionReview review = new ExpressionReview(ExpressionTokens.of(expression));
    for (int at = 0; at < review.tokens.size(); at++) {
      review.review(at);
    }
    review.requireFunctions();
    return new FieldReads(review.all, review.names);
  }

  private void review(int at) throws InvalidExpression {
    ExpressionToken token = tokens.get(at);
    switch (token.kind()) {
      case NAME, TEXT -> names.add(token.text());
      case NUMBER -> requireExact(token.text());
      case PATTERN -> requireLinear(token.text());
      case VARIABLE -> reviewVariable(at, token.text());
      case WILDCARD -> all |= token.text().equals("%") || at == 0 || !tokens.get(at - 1).is(".");
      case OPERATOR -> {
        if (token.text().equals("(")) {
          reviewParenthesis(at);
        }
      }
    }
  }

  private boolean isAt(int at, String operator) {
    return at >= 0 && at < tokens.size() && tokens.get(at).is(operator);
  }

  private boolean isFunctionAt(int at) {
    return at >= 0 && at < tokens.size() && tokens.get(at).startsFunction();
  }

  private void reviewVariable(int at, String name) throws InvalidExpression {
    if (REFUSED.contains(name)) {
      throw new InvalidExpression(
          "one that gives the same for the same row, without $%s".formatted(name));
    }
    if (name.isEmpty() || name.equals("$")) {
      boolean readsOneField =
          isAt(at + 1, ".")
              && at + 2 < tokens.size()
              && Set.of(Kind.NAME, Kind.TEXT).contains(tokens.get(at + 2).kind());
      all |= !readsOneField;
    }
    all |= TAKE_THE_ROW.contains(name);
    if (isAt(at + 1, ":=") && isFunctionAt(at + 2)) {
      functions.add(name);
    } else if (isAt(at + 1, ":=") || isAt(at - 1, "@") || isAt(at - 1, "#")) {
      otherwiseBound.add(name);
    }
  }

  /** A parenthesis behind an operand calls it. */
  private void reviewParenthesis(int at) throws InvalidExpression {
    boolean isEmpty = isAt(at + 1, ")");
    if (isFunctionAt(at - 1)) {
      for (int parameter = at + 1; !isAt(parameter, ")"); parameter++) {
        if (parameter >= tokens.size()) {
          throw new InvalidExpression("an expression with a closing )");
        }
        otherwiseBound.add(tokens.get(parameter).text());
      }
      return;
    }
    all |= isEmpty;
    ExpressionToken before = at == 0 ? new ExpressionToken(Kind.OPERATOR, "") : tokens.get(at - 1);
    if (before.kind() == Kind.VARIABLE) {
      called.add(before.text());
    } else if (before.kind() != Kind.OPERATOR
        || before.is(")")
        || before.is("]")
        // The body of a function that is called where it stands cannot be told from an object.
        || before.is("}")) {
      throw notCallable();
    }
  }

  /**
   * The library prints what is called and is no function: a field's value would be in the log. So
   * what is called has to be a function for certain.
   */
  private void requireFunctions() throws InvalidExpression {
    for (String name : called) {
      boolean isOwn = functions.contains(name);
      if (otherwiseBound.contains(name) || !(isOwn || JsonataFunctions.NAMES.contains(name))) {
        throw notCallable();
      }
    }
  }

  private static InvalidExpression notCallable() {
    return new InvalidExpression(
        "calls of JSONata's functions, or of those that it defines with $name := function");
  }

  private static void requireExact(String number) throws InvalidExpression {
    if (!number.contains(".") && new BigInteger(number).compareTo(LARGEST_WHOLE) > 0) {
      throw new InvalidExpression(
          "whole numbers of at most 2^53, as JSONata computes with doubles, or texts of digits");
    }
  }

  private static void requireLinear(String pattern) throws InvalidExpression {
    try {
      if (PatternSize.of(pattern) <= LARGEST_PATTERN
          && Pattern.compile(pattern).programSize() <= LARGEST_PATTERN) {
        return;
      }
    } catch (PatternSyntaxException malformed) {
      throw notLinear();
    }
    throw notLinear();
  }

  private static InvalidExpression notLinear() {
    return new InvalidExpression(
        "regular expressions in the syntax of RE2, of at most %d steps".formatted(LARGEST_PATTERN));
  }
}
