package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.Row;
import java.util.List;

/**
 * What came of a row: of one that was filtered out neither rows nor rejected ones.
 *
 * @param rows in the order that the rules gave them
 * @param rejected those that a rule could not be applied to
 */
public record TransformedRow(List<Row> rows, List<RejectedRow> rejected) {
  /** Copies the lists. */
  public TransformedRow {
    rows = List.copyOf(rows);
    rejected = List.copyOf(rejected);
  }
}
