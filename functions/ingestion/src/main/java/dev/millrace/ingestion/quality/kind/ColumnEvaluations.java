package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A check that judges each of its columns by itself: it passes when each of them does. Its message
 * is that of the columns that fail, or else of all; measured is the largest figure of those.
 */
record ColumnEvaluations(List<CheckEvaluation> columns) implements CheckEvaluation {
  @Override
  public void row(Row row) {
    columns.forEach(column -> column.row(row));
  }

  @Override
  public CheckVerdict end(RunFacts facts) {
    List<CheckVerdict> verdicts = columns.stream().map(column -> column.end(facts)).toList();
    boolean passed = verdicts.stream().allMatch(CheckVerdict::passed);
    List<CheckVerdict> told =
        verdicts.stream().filter(verdict -> verdict.passed() == passed).toList();
    OptionalDouble measured =
        told.stream().flatMapToDouble(verdict -> verdict.measured().stream()).max();
    String message = told.stream().map(CheckVerdict::message).collect(Collectors.joining(". "));
    return new CheckVerdict(passed, message, measured);
  }
}
