package dev.millrace.ingestion.dataset.column;

import java.util.Objects;

/**
 * A column of a dataset.
 *
 * @param name {@code [a-z][a-z0-9_]{0,62}}
 * @param field the name of the rows' field, which is the column's label
 */
public record DatasetColumn(String name, String field, ColumnType type) {
  /** Checks that nothing is missing. */
  public DatasetColumn {
    Objects.requireNonNull(name);
    Objects.requireNonNull(field);
    Objects.requireNonNull(type);
  }
}
