package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldPath;
import java.util.List;
import java.util.Set;

/** Takes fields away. */
record DropRule(Set<String> names) implements TransformationRule {
  static DropRule read(DefinitionObject definition) {
    return new DropRule(RuleField.names(definition));
  }

  @Override
  public List<Row> apply(Row row) {
    names.forEach(row::remove);
    return List.of(row);
  }

  @Override
  public String field() {
    return String.join(", ", names);
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    return names.contains(path.head()) ? List.of() : List.of(path);
  }
}
