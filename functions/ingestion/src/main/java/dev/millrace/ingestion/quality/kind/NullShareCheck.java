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

/**
 * Holds the share of rows without a value in a column to a maximum: null, or not there at all.
 * Measured is the largest share of a column.
 */
record NullShareCheck(List<String> columns, double maximum) implements QualityCheck {

  static QualityCheck read(DefinitionObject definition) {
    return new NullShareCheck(
        CheckMembers.columns(definition), CheckMembers.share(definition, "maximum").orElse(0));
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    List<CheckEvaluation> evaluated = new ArrayList<>();
    for (String column : columns) {
      evaluated.add(new Column(column, maximum));
    }
    return new ColumnEvaluations(evaluated);
  }

  /** The nulls of one column. */
  private static final class Column implements CheckEvaluation {
    private final String name;
    private final double maximum;
    private long rows;
    private long nulls;

    Column(String name, double maximum) {
      this.name = name;
      this.maximum = maximum;
    }

    @Override
    public void row(Row row) {
      rows++;
      if (row.value(name) == null) {
        nulls++;
      }
    }

    @Override
    public CheckVerdict end(RunFacts facts) {
      double share = rows == 0 ? 0 : (double) nulls / rows;
      String message =
          "%s: %s null (%s); at most %s may be"
              .formatted(
                  name,
                  Figures.some(nulls, rows, "values"),
                  Figures.share(share),
                  Figures.share(maximum));
      return CheckVerdict.of(nulls <= maximum * rows, message, share);
    }
  }
}
