package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The field that a rule is about.
 *
 * @param isRequired whether a row without it, or with null in it, is rejected
 */
record RuleField(String name, boolean isRequired) {
  private static final String TECHNICAL = "_millrace_";
  private static final int LONGEST = 200;
  private static final int MOST_FIELDS = 1_000;

  /** Of the members {@code field} and {@code required}. */
  static RuleField read(DefinitionObject definition) {
    return new RuleField(name(definition, "field"), definition.flag("required", false));
  }

  /** The name of a field that is there, or not. */
  static String name(DefinitionObject definition, String member) {
    String name = definition.text(member);
    if (name.length() > LONGEST) {
      throw definition.refused(member, "a name of at most %d characters".formatted(LONGEST));
    }
    return name;
  }

  /** The name of a field that the rule makes. */
  static String newName(DefinitionObject definition, String member) {
    String name = name(definition, member);
    if (name.startsWith(TECHNICAL)) {
      throw definition.refused(member, "a name that does not begin with " + TECHNICAL);
    }
    return name;
  }

  /** One name of {@code field}, or several of {@code fields}. */
  static Set<String> names(DefinitionObject definition) {
    if (definition.has("field")) {
      return Set.of(name(definition, "field"));
    }
    List<String> names = definition.texts("fields");
    if (names.isEmpty() || names.size() > MOST_FIELDS) {
      throw new InvalidDefinition(
          definition.pointer("fields"),
          "%d names".formatted(names.size()),
          "1 to %d, or one in the member field".formatted(MOST_FIELDS));
    }
    return new LinkedHashSet<>(names);
  }

  /**
   * What the field holds; null where it holds null or is not there.
   *
   * @throws ValueRejected where that is null, and the field is required
   */
  Object value(Row row) throws ValueRejected {
    Object held = row.value(name);
    if (held == null && isRequired) {
      throw new ValueRejected(
          row.has(name) ? "held null, and is required" : "is missing, and is required");
    }
    return held;
  }
}
