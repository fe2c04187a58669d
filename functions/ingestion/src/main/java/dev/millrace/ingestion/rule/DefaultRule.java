package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import java.util.List;

/** Gives a field a value where it is null or missing. */
record DefaultRule(String field, Object value) implements TransformationRule {
  static DefaultRule read(DefinitionObject definition) {
    String field = RuleField.newName(definition, "field");
    if (!definition.has("value")) {
      throw definition.refused("value", "a value that is not null");
    }
    return new DefaultRule(field, definition.value("value"));
  }

  @Override
  public List<Row> apply(Row row) {
    if (row.value(field) == null) {
      row.set(field, value);
    }
    return List.of(row);
  }
}
