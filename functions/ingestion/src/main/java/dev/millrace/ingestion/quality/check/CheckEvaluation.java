package dev.millrace.ingestion.quality.check;

import dev.millrace.ingestion.row.Row;

/**
 * One pass of a check over the rows of a run. The verdict does not depend on the order of the rows.
 * Not thread-safe.
 */
public interface CheckEvaluation {
  /** Takes the next row. */
  void row(Row row);

  /** What comes of it, after the last row. */
  CheckVerdict end(RunFacts facts);
}
