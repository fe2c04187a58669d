package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.List;

/**
 * Holds the share of rejected rows, of those and the rows out, to a maximum. Measured is the share.
 */
record RejectedShareCheck(double maximum) implements QualityCheck {

  static QualityCheck read(DefinitionObject definition) {
    return new RejectedShareCheck(
        CheckMembers.share(definition, "maximum")
            .orElseThrow(() -> definition.refused("maximum", "a share from 0 to 1")));
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    return new CheckEvaluation() {
      @Override
      public void row(Row row) {
        // A rejected row is not among the staged ones; the run's facts have the number.
      }

      @Override
      public CheckVerdict end(RunFacts facts) {
        return judge(facts.rowsRejected(), facts.rowsRejected() + facts.rowsOut());
      }
    };
  }

  private CheckVerdict judge(long rejected, long of) {
    double share = of == 0 ? 0 : (double) rejected / of;
    String message =
        "%s rejected (%s); at most %s may be"
            .formatted(
                Figures.some(rejected, of, "rows"), Figures.share(share), Figures.share(maximum));
    return CheckVerdict.of(rejected <= maximum * of, message, share);
  }
}
