package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueCast;
import dev.millrace.ingestion.rule.value.ValueCasts;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/** Makes a field's value one of a declared type; null stays null. */
record CastRule(RuleField from, ValueCast cast, boolean emptyIsNull) implements TransformationRule {
  private static final String NULL = "null";

  static CastRule read(DefinitionObject definition) {
    return new CastRule(
        RuleField.read(definition),
        ValueCasts.read(definition),
        definition.has("empty") && definition.word("empty", List.of(NULL, "reject")).equals(NULL));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    if (emptyIsNull && held instanceof String text && text.isBlank()) {
      row.set(from.name(), null);
      from.value(row);
    } else if (held != null) {
      row.set(from.name(), cast.cast(held));
    }
    return List.of(row);
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    // What was a member may be in the text of an object.
    return path.head().equals(from.name()) && path.names().size() > 1
        ? List.of(path, FieldPath.of(from.name()))
        : List.of(path);
  }
}
