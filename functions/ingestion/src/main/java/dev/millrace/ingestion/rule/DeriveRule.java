package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.expression.InvalidExpression;
import dev.millrace.ingestion.rule.expression.RowExpression;
import dev.millrace.ingestion.rule.mask.FieldOrigins;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueCast;
import dev.millrace.ingestion.rule.value.ValueCasts;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.util.List;

/** Sets a field to what an expression gives for the row; null where it gives nothing. */
record DeriveRule(RuleField to, RowExpression expression, ValueCast cast)
    implements TransformationRule {
  static DeriveRule read(DefinitionObject definition) {
    String name = RuleField.newName(definition, "field");
    RuleField to = new RuleField(name, definition.flag("required", false));
    String text = definition.text("expression");
    try {
      return new DeriveRule(to, RowExpression.parse(text), ValueCasts.readPlain(definition));
    } catch (InvalidExpression invalid) {
      throw definition.refused("expression", invalid.getMessage());
    }
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object derived = expression.evaluate(row);
    Object value = derived == null ? null : cast.cast(derived);
    if (value == null && to.isRequired()) {
      throw new ValueRejected("the expression gave nothing, and the field is required");
    }
    row.set(to.name(), value);
    return List.of(row);
  }

  @Override
  public String field() {
    return to.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    FieldPath derived = FieldPath.made(to.name());
    boolean isReplaced = path.head().equals(to.name());
    if (!expression.reads().contains(path.head())) {
      return isReplaced ? List.of() : List.of(path);
    }
    return isReplaced ? List.of(derived) : List.of(path, derived);
  }

  @Override
  public FieldOrigins origins(String name) {
    return name.equals(to.name())
        ? new FieldOrigins(expression.reads().all(), expression.reads().names())
        : FieldOrigins.of(name);
  }
}
