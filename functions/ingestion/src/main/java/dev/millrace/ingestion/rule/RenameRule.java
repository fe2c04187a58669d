package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.FieldOrigins;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/** Gives a field another name, in its place; another field of that name is replaced. */
record RenameRule(RuleField from, String to) implements TransformationRule {
  static RenameRule read(DefinitionObject definition) {
    return new RenameRule(RuleField.read(definition), RuleField.newName(definition, "to"));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    from.value(row);
    row.rename(from.name(), to);
    return List.of(row);
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    return List.of(path.head().equals(from.name()) ? path.withHead(to) : path);
  }

  @Override
  public FieldOrigins origins(String name) {
    return name.equals(to) ? FieldOrigins.of(from.name()).with(to) : FieldOrigins.of(name);
  }
}
