package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.value.ExactNumbers;
import dev.millrace.ingestion.row.JsonValues;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that are among those that the definition lists: texts, numbers (exactly, whatever their
 * notation), true and false. A time or a date is compared as the text that JSON has for it.
 */
record AllowedValuesRule(Set<Object> allowed, String text) implements ValueRule {
  private static final int MOST = 1_000;
  private static final int MOST_SHOWN = 5;

  static QualityCheck read(DefinitionObject definition) {
    List<?> values = definition.elements("values");
    if (values.isEmpty() || values.size() > MOST) {
      throw definition.refused("values", "an array of 1 to %d values".formatted(MOST));
    }
    Set<Object> allowed = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
        throw new InvalidDefinition(
            definition.pointer("values") + '/' + i,
            DefinitionObject.shown(value),
            "a text, a number, true or false");
      }
      allowed.add(comparable(value));
    }
    return ValueRuleCheck.of(definition, new AllowedValuesRule(allowed, text(values)));
  }

  private static String text(List<?> values) {
    String first =
        values.stream()
            .limit(MOST_SHOWN)
            .map(DefinitionObject::shown)
            .collect(Collectors.joining(", "));
    return values.size() <= MOST_SHOWN
        ? "one of " + first
        : "one of %s and %d more".formatted(first, values.size() - MOST_SHOWN);
  }

  @Override
  public boolean allows(Object value) {
    return allowed.contains(comparable(value));
  }

  private static Object comparable(Object value) {
    return switch (value) {
      case Number number -> ExactNumbers.canonical(number);
      case Instant time -> JsonValues.time(time);
      case LocalDate day -> day.toString();
      default -> value;
    };
  }
}
