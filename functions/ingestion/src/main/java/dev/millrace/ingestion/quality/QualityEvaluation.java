package dev.millrace.ingestion.quality;

import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.List;

/**
 * One pass of a source's checks over the staged rows of a run. The results do not depend on the
 * order of the rows. Not thread-safe.
 */
public final class QualityEvaluation {
  private final List<EvaluatedCheck> checks;
  private boolean ended;

  QualityEvaluation(List<EvaluatedCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /** Takes the next row, which it does not change or keep. */
  public void row(Row row) {
    expectNotEnded();
    checks.forEach(check -> check.row(row));
  }

  /**
   * What the checks come to, in their order. Call it once, after the last row.
   *
   * @throws IllegalStateException when it was called before
   */
  public List<CheckResult> end(RunFacts facts) {
    expectNotEnded();
    ended = true;
    return checks.stream().map(check -> check.end(facts)).toList();
  }

  private void expectNotEnded() {
    if (ended) {
      throw new IllegalStateException("The evaluation has ended");
    }
  }
}
