package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.quality.value.RowsByKey;
import dev.millrace.ingestion.row.Row;
import java.util.List;

/**
 * No two different rows have equal values in all of the columns. The very same row again is no
 * violation: rows move from page to page while they are read. A row with a null in one of the
 * columns equals no other. Measured is the number of keys with different rows.
 */
record UniqueCheck(List<String> columns) implements QualityCheck {

  static QualityCheck read(DefinitionObject definition) {
    return new UniqueCheck(CheckMembers.columns(definition));
  }

  @Override
  public boolean remembersKeys() {
    return true;
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    return new Evaluation(columns, context);
  }

  private static final class Evaluation implements CheckEvaluation {
    private final List<String> columns;
    private final int limit;
    private final RowsByKey rows;
    private final ValueExamples examples;

    Evaluation(List<String> columns, QualityContext context) {
      this.columns = columns;
      this.limit = context.maximumKeys();
      this.rows = new RowsByKey(limit);
      this.examples = new ValueExamples(columns, context.protectedColumns());
    }

    @Override
    public void row(Row row) {
      for (String column : columns) {
        if (row.value(column) == null) {
          return;
        }
      }
      if (rows.add(row, columns) == RowsByKey.Found.DIFFERENT) {
        examples.addKey(columns.stream().map(row::value).toList());
      }
    }

    @Override
    public CheckVerdict end(RunFacts facts) {
      String key = String.join(", ", columns);
      if (!rows.isComplete()) {
        return CheckVerdict.failed(
            "%s: not evaluated, because there are more different values than the %s that a check"
                    .formatted(key, Figures.count(limit))
                + " can remember");
      }
      return rows.differing() == 0
          ? CheckVerdict.of(
              true, "%s: no two rows have equal values".formatted(key), rows.differing())
          : CheckVerdict.of(
              false,
              "%s: rows that differ share %s%s; none may"
                  .formatted(
                      key,
                      rows.differing() == 1
                          ? "1 value"
                          : Figures.count(rows.differing()) + " values",
                      examples.suchAs()),
              rows.differing());
    }
  }
}
