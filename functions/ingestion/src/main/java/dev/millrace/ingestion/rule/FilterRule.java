package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.condition.RowCondition;
import dev.millrace.ingestion.rule.condition.RowConditions;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/** Keeps the rows that fulfil a condition. */
record FilterRule(RowCondition condition) implements TransformationRule {
  private static final String WHERE = "where";

  static FilterRule read(DefinitionObject definition) {
    return new FilterRule(
        RowConditions.read(
            definition
                .optionalObject(WHERE)
                .orElseThrow(() -> definition.refused(WHERE, "a condition, an object"))));
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    return condition.holds(row) ? List.of(row) : List.of();
  }

  @Override
  public String field() {
    return WHERE;
  }
}
