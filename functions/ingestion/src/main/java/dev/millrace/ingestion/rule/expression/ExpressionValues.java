package dev.millrace.ingestion.rule.expression;

import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row's values as JSONata takes them, and what it gives as a row has it. */
final class ExpressionValues {
  /** Beyond it, a double does not hold every whole number. */
  private static final long LARGEST_WHOLE = 1L << 53;

  private static final int DEEPEST = 100;

  private ExpressionValues() {}

  /** The row as an object, which shares no list or map with it. */
  static Map<String, Object> of(Row row) {
    Map<String, Object> members = new LinkedHashMap<>();
    row.values().forEach((name, value) -> members.put(name, input(value)));
    return members;
  }

  private static Object input(Object value) {
    return switch (value) {
      case Long number when Math.abs(number) > LARGEST_WHOLE || number == Long.MIN_VALUE ->
          new ExactNumber(number);
      case BigInteger number -> new ExactNumber(number);
      case BigDecimal number -> new ExactNumber(number);
      case Instant time -> JsonValues.time(time);
      case LocalDate day -> day.toString();
      case List<?> elements -> {
        List<Object> copy = new ArrayList<>(elements.size());
        elements.forEach(element -> copy.add(input(element)));
        yield copy;
      }
      case Map<?, ?> members -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        members.forEach((name, member) -> copy.put((String) name, input(member)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  /**
   * What an evaluation gave.
   *
   * @throws ValueRejected when it is a function, or nested too deep
   */
  static Object output(Object result) throws ValueRejected {
    return output(result, 0);
  }

  private static Object output(Object result, int depth) throws ValueRejected {
    if (depth > DEEPEST) {
      throw new ValueRejected(
          "the expression gave a value nested more than %d deep".formatted(DEEPEST));
    }
    return switch (result) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case ExactNumber exact -> exact.number();
      case Integer number -> number.longValue();
      // It was computed with doubles, and not every digit is certain.
      case Long number when Math.abs(number) > LARGEST_WHOLE -> number.doubleValue();
      case Long number -> number;
      case Double number when Double.isFinite(number) -> number;
      case List<?> elements -> {
        List<Object> copy = new ArrayList<>(elements.size());
        for (Object element : elements) {
          copy.add(output(element, depth + 1));
        }
        yield copy;
      }
      case Map<?, ?> members -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          copy.put(String.valueOf(member.getKey()), output(member.getValue(), depth + 1));
        }
        yield copy;
      }
      default -> throw new ValueRejected("the expression gave a function, not a value");
    };
  }
}
