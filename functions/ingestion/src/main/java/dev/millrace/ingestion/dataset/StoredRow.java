package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.row.Row;
import java.util.Objects;

/**
 * A row that is in a dataset, and where it came from.
 *
 * @param row values by the names of columns; null where a column has none
 * @param job the job that stored it
 * @param source the job's source
 * @param page the source's page, from 1
 * @param object key of the raw page
 */
public record StoredRow(Row row, String job, String source, int page, String object) {
  /** Checks that nothing is missing. */
  public StoredRow {
    Objects.requireNonNull(row);
    Objects.requireNonNull(job);
    Objects.requireNonNull(source);
    Objects.requireNonNull(object);
  }
}
