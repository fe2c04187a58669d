package dev.millrace.ingestion.rule.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** A JSONata expression over a row. It gives the same for the same row. Thread-safe. */
public final class RowExpression {
  /** In characters. */
  public static final int LONGEST = 4_096;

  private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");

  private final FieldReads reads;

  /** Parsed; an evaluation keeps its state in it, so that it is for one thread at a time. */
  private final Jsonata parsed;

  private final JsonataFunctions functions = new JsonataFunctions();

  private RowExpression(FieldReads reads, Jsonata parsed) {
    this.reads = reads;
    this.parsed = parsed;
  }

  /**
   * The expression of a text.
   *
   * @throws InvalidExpression when it cannot be parsed, or may give another value for the same row
   */
  public static RowExpression parse(String expression) throws InvalidExpression {
    if (Objects.requireNonNull(expression).length() > LONGEST) {
      throw new InvalidExpression("an expression of at most %d characters".formatted(LONGEST));
    }
    FieldReads reads = ExpressionReview.reads(expression);
    try {
      // The blank: the parser looks for a pattern's flags behind the end of the text.
      Jsonata parsed = Jsonata.jsonata(expression + ' ');
      // Rows hold no value that JSONata does not know.
      parsed.setValidateInput(false);
      return new RowExpression(reads, parsed);
    } catch (JException malformed) {
      throw new InvalidExpression(
          "a JSONata expression (%s at character %d)"
              .formatted(code(malformed), malformed.getLocation()));
    } catch (RuntimeException | StackOverflowError malformed) {
      throw new InvalidExpression("a JSONata expression");
    }
  }

  /** The fields that it may read. */
  public FieldReads reads() {
    return reads;
  }

  /**
   * What it gives for a row; null where that is nothing.
   *
   * @throws ValueRejected when it fails, or goes beyond a bound
   */
  public synchronized Object evaluate(Row row) throws ValueRejected {
    Map<String, Object> input = ExpressionValues.of(row);
    EvaluationBounds bounds = new EvaluationBounds();
    try {
      bounds.require(input);
      Jsonata.Frame frame = parsed.createFrame();
      functions.bind(frame);
      bounds.watch(frame);
      Object result = parsed.evaluate(input, frame);
      bounds.require(result);
      return ExpressionValues.output(result);
    } catch (EvaluationBounds.Exceeded exceeded) {
      throw new ValueRejected("the expression took " + exceeded.getMessage());
    } catch (ExactNumber.InexactNumber inexact) {
      throw new ValueRejected(
          "the expression computes with a number that a double does not hold:"
              + " use its text, $string(field), or cast it first");
    } catch (JException failed) {
      // Its message shows values of the row.
      throw new ValueRejected("the expression failed with %s of JSONata".formatted(code(failed)));
    } catch (RuntimeException | StackOverflowError failed) {
      throw new ValueRejected("the expression failed");
    }
  }

  private static String code(JException failed) {
    String error = String.valueOf(failed.getError());
    return CODE.matcher(error).matches() ? error : "an error";
  }
}
