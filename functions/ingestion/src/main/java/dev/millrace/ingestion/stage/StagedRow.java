package dev.millrace.ingestion.stage;

import dev.millrace.ingestion.row.Row;
import java.util.Objects;

/**
 * A row that is to be stored, and where it came from.
 *
 * @param page its page's number, from 1
 * @param object key of the raw page
 */
public record StagedRow(int page, String object, Row row) {
  /** Checks that nothing is missing. */
  public StagedRow {
    Objects.requireNonNull(object);
    Objects.requireNonNull(row);
  }
}
