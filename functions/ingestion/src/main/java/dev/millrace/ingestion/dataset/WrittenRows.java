package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.dataset.column.DatasetColumns;
import java.util.List;
import java.util.Objects;

/**
 * The files of a run's rows, which no snapshot names yet, and the table that they go with.
 *
 * @param base the schema that they were written for, as {@link TableBase} names it
 * @param rows how many rows they hold
 * @param repeated how many rows of the run were left out because a later one has their key
 * @param schema Iceberg's JSON of the table's schema with the added columns
 * @param added the columns that the table lacks, in order
 * @param jsonColumns what {@link DatasetColumns#JSON_COLUMNS} is to hold then
 * @param data the data files, as {@link dev.millrace.tables.ContentFilesJson} writes them
 * @param deletes the files of equality deletes
 */
public record WrittenRows(
    String base,
    long rows,
    long repeated,
    String schema,
    List<DatasetColumn> added,
    String jsonColumns,
    String data,
    String deletes) {
  /** Copies the list. */
  public WrittenRows {
    Objects.requireNonNull(base);
    Objects.requireNonNull(schema);
    added = List.copyOf(added);
    Objects.requireNonNull(jsonColumns);
    Objects.requireNonNull(data);
    Objects.requireNonNull(deletes);
  }
}
