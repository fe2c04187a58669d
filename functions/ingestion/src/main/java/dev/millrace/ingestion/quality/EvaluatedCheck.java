package dev.millrace.ingestion.quality;

import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A check in one pass over rows, which fails when a column is in none of them. */
final class EvaluatedCheck {
  private final DefinedCheck defined;
  private final CheckEvaluation evaluation;
  private final List<String> missing;
  private boolean anyRow;

  EvaluatedCheck(DefinedCheck defined, QualityContext context) {
    this.defined = defined;
    this.evaluation = defined.check().begin(context);
    this.missing = new ArrayList<>(defined.check().columns());
  }

  void row(Row row) {
    anyRow = true;
    if (!missing.isEmpty()) {
      missing.removeIf(row::has);
    }
    evaluation.row(row);
  }

  CheckResult end(RunFacts facts) {
    CheckVerdict verdict =
        anyRow && !missing.isEmpty()
            ? new CheckVerdict(
                false,
                "No row has the column " + String.join(", ", missing),
                OptionalDouble.empty())
            : evaluation.end(facts);
    return new CheckResult(
        defined.kind(),
        defined.position(),
        defined.severity(),
        defined.check().columns(),
        verdict.passed(),
        verdict.message(),
        verdict.measured());
  }
}
