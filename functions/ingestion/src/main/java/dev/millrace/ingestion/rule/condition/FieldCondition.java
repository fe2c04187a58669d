package dev.millrace.ingestion.rule.condition;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueComparison;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Tests of one field's value, all of which have to pass. A missing field is null. Null is equal to
 * nothing, is in no list, has no order and matches no pattern; {@code ne} is true of it.
 */
final class FieldCondition implements RowCondition {
  private static final String SCALAR = "a text, a number, true or false";
  private static final int MOST_ELEMENTS = 10_000;

  private static final Map<String, IntPredicate> ORDERS = new LinkedHashMap<>();

  static {
    ORDERS.put("lt", order -> order < 0);
    ORDERS.put("le", order -> order <= 0);
    ORDERS.put("gt", order -> order > 0);
    ORDERS.put("ge", order -> order >= 0);
  }

  private final String field;
  private final List<ValueTest> tests;

  private FieldCondition(String field, List<ValueTest> tests) {
    this.field = field;
    this.tests = tests;
  }

  /** A test of a value that may be null. */
  private interface ValueTest {
    boolean passes(Object held) throws ValueRejected;
  }

  static FieldCondition read(DefinitionObject definition) {
    String field = definition.text("field");
    List<ValueTest> tests = new ArrayList<>();
    if (definition.has("exists")) {
      boolean expected = definition.flag("exists", true);
      tests.add(held -> (held != null) == expected);
    }
    if (definition.has("eq")) {
      ValueComparison declared = comparison(definition, "eq");
      tests.add(declared::isEqual);
    }
    if (definition.has("ne")) {
      ValueComparison declared = comparison(definition, "ne");
      tests.add(held -> !declared.isEqual(held));
    }
    ORDERS.forEach(
        (name, order) -> {
          if (definition.has(name)) {
            ValueComparison declared = comparison(definition, name);
            tests.add(held -> held != null && order.test(declared.compare(held)));
          }
        });
    if (definition.has("in")) {
      List<ValueComparison> declared = comparisons(definition);
      tests.add(held -> declared.stream().anyMatch(one -> one.isEqual(held)));
    }
    if (definition.has("regex")) {
      TextPattern pattern = TextPattern.read(definition, "regex");
      tests.add(held -> held != null && pattern.isFoundIn(held));
    }
    if (tests.isEmpty()) {
      // Names the members that there are, where one is misspelt.
      definition.end();
      throw new InvalidDefinition(
          definition.pointer(),
          "a field without a test",
          "one of eq, ne, lt, le, gt, ge, in, exists and regex");
    }
    return new FieldCondition(field, List.copyOf(tests));
  }

  private static ValueComparison comparison(DefinitionObject definition, String name) {
    Object declared = definition.value(name);
    if (!ValueComparison.canBeDeclared(declared)) {
      throw definition.refused(name, SCALAR);
    }
    return new ValueComparison(declared);
  }

  private static List<ValueComparison> comparisons(DefinitionObject definition) {
    List<ValueComparison> comparisons = new ArrayList<>();
    for (Object element : definition.elements("in")) {
      if (!ValueComparison.canBeDeclared(element)) {
        throw new InvalidDefinition(
            definition.pointer("in") + '/' + comparisons.size(),
            DefinitionObject.shown(element),
            SCALAR);
      }
      comparisons.add(new ValueComparison(element));
    }
    if (comparisons.isEmpty() || comparisons.size() > MOST_ELEMENTS) {
      throw definition.refused("in", "1 to %d elements".formatted(MOST_ELEMENTS));
    }
    return List.copyOf(comparisons);
  }

  @Override
  public boolean holds(Row row) throws ValueRejected {
    Object held = row.value(field);
    try {
      for (ValueTest test : tests) {
        if (!test.passes(held)) {
          return false;
        }
      }
      return true;
    } catch (ValueRejected rejected) {
      throw rejected.in(field);
    }
  }
}
