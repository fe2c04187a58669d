package dev.millrace.ingestion.rule.condition;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads conditions: {@code {"and": [...]}}, {@code {"or": [...]}}, {@code {"not": {...}}} and those
 * of one field, {@code {"field": "age", "ge": 18, "lt": 65}}.
 */
public final class RowConditions {
  /** Together with all that they contain. */
  private static final int MOST_CONDITIONS = 200;

  private int count;

  private RowConditions() {}

  /**
   * The condition that an object declares.
   *
   * @throws InvalidDefinition naming the member that cannot be used
   */
  public static RowCondition read(DefinitionObject definition) {
    return new RowConditions().condition(definition);
  }

  private RowCondition condition(DefinitionObject definition) {
    if (++count > MOST_CONDITIONS) {
      throw new InvalidDefinition(
          definition.pointer(),
          "one more",
          "at most %d conditions in all".formatted(MOST_CONDITIONS));
    }
    RowCondition condition;
    if (definition.has("and")) {
      condition = all(conditions(definition, "and"));
    } else if (definition.has("or")) {
      condition = any(conditions(definition, "or"));
    } else if (definition.has("not")) {
      RowCondition inner = condition(definition.optionalObject("not").orElseThrow());
      condition = row -> !inner.holds(row);
    } else if (definition.has("field")) {
      condition = FieldCondition.read(definition);
    } else {
      throw new InvalidDefinition(
          definition.pointer(), "an object without these", "one with and, or, not or field");
    }
    definition.end();
    return condition;
  }

  private List<RowCondition> conditions(DefinitionObject definition, String name) {
    List<RowCondition> conditions = new ArrayList<>();
    for (DefinitionObject inner : definition.objects(name)) {
      conditions.add(condition(inner));
    }
    if (conditions.isEmpty()) {
      throw definition.refused(name, "one condition or more");
    }
    return List.copyOf(conditions);
  }

  private static RowCondition all(List<RowCondition> conditions) {
    return row -> {
      for (RowCondition condition : conditions) {
        if (!condition.holds(row)) {
          return false;
        }
      }
      return true;
    };
  }

  private static RowCondition any(List<RowCondition> conditions) {
    return row -> {
      for (RowCondition condition : conditions) {
        if (condition.holds(row)) {
          return true;
        }
      }
      return false;
    };
  }
}
