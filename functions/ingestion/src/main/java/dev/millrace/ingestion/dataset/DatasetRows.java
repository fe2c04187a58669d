package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.DatasetColumn;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run stores.
 *
 * @param rows how many
 * @param repeated how many rows of the run were left out because a later one has their key
 * @param columns the dataset's columns with those that the run adds, but for the technical ones
 * @param snapshot the id of the table's snapshot that has the rows; empty where they are not in the
 *     table, or there are none
 */
public record DatasetRows(
    long rows, long repeated, List<DatasetColumn> columns, OptionalLong snapshot) {
  /** Copies the list. */
  public DatasetRows {
    columns = List.copyOf(columns);
  }
}
