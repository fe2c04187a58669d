package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldPath;
import java.util.List;
import java.util.Set;

/** Takes away all fields but these. */
record KeepRule(Set<String> names) implements TransformationRule {
  static KeepRule read(DefinitionObject definition) {
    return new KeepRule(RuleField.names(definition));
  }

  @Override
  public List<Row> apply(Row row) {
    for (String name : row.names()) {
      if (!names.contains(name)) {
        row.remove(name);
      }
    }
    return List.of(row);
  }

  @Override
  public String field() {
    return String.join(", ", names);
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    return names.contains(path.head()) ? List.of(path) : List.of();
  }
}
