package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.row.JsonValues;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Casts to texts and truth values. */
public final class ScalarCasts {
  private ScalarCasts() {}

  /** A scalar as text: a number with all its digits, a time in UTC with microseconds. */
  public static String string(Object held) throws ValueRejected {
    return switch (held) {
      case String text -> text;
      case Instant time -> JsonValues.time(time);
      case LocalDate day -> day.toString();
      case List<?> elements -> throw notScalar(elements);
      case Map<?, ?> members -> throw notScalar(members);
      default -> JsonValues.text(held);
    };
  }

  private static ValueRejected notScalar(Object held) {
    return ValueRejected.held(held, "a text, a number, true or false, a time or a date");
  }

  /** The value as JSON text, whatever it is. */
  static String json(Object held) {
    return JsonValues.text(held);
  }

  /** True or false, the texts of these in any case, and 1 and 0 as number or text. */
  static Boolean truth(Object held) throws ValueRejected {
    return switch (held) {
      case Boolean flag -> flag;
      case Long number when number == 0 || number == 1 -> number == 1;
      case Double number when number == 0 || number == 1 -> number == 1;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw ValueRejected.held(held, "true, false, 1 or 0");
          };
      default -> throw ValueRejected.held(held, "true, false, 1 or 0");
    };
  }
}
