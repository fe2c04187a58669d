package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds the values of each of some columns to a rule. A null is no value. Measured is the most
 * violations of a column.
 */
record ValueRuleCheck(List<String> columns, ViolationBound bound, ValueRule rule)
    implements QualityCheck {

  static ValueRuleCheck of(DefinitionObject definition, ValueRule rule) {
    return new ValueRuleCheck(
        CheckMembers.columns(definition), ViolationBound.read(definition), rule);
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    List<CheckEvaluation> evaluated = new ArrayList<>();
    for (String column : columns) {
      evaluated.add(new Column(column, this, context.protectedColumns()));
    }
    return new ColumnEvaluations(evaluated);
  }

  /** The violations of one column. */
  private static final class Column implements CheckEvaluation {
    private final String name;
    private final ValueRuleCheck check;
    private final ValueExamples examples;
    private long values;
    private long violations;

    Column(String name, ValueRuleCheck check, Predicate<String> protectedColumns) {
      this.name = name;
      this.check = check;
      this.examples = new ValueExamples(Set.of(name), protectedColumns);
    }

    @Override
    public void row(Row row) {
      Object value = row.value(name);
      if (value == null) {
        return;
      }
      values++;
      if (!check.rule.allows(value)) {
        violations++;
        examples.add(value);
      }
    }

    @Override
    public CheckVerdict end(RunFacts facts) {
      boolean passed = check.bound.allows(violations, values);
      return CheckVerdict.of(passed, name + ": " + message(), violations);
    }

    private String message() {
      if (values == 0) {
        return "there is no value to look at";
      }
      String expected = check.rule.text();
      return violations == 0
          ? "all %s values are %s".formatted(Figures.count(values), expected)
          : "%s not %s%s; %s"
              .formatted(
                  Figures.some(violations, values, "values"),
                  expected,
                  examples.suchAs(),
                  check.bound.text());
    }
  }
}
