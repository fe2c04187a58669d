package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.DatasetColumn;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A dataset as the catalogue knows it.
 *
 * @param name of the table in silver
 * @param key the fields of its key; none where rows are only appended
 * @param timeColumn the field that says when a row was made
 * @param createdAt when the first rows were to be stored
 * @param updatedAt when the last ones were
 * @param columns those of the table, but for the technical ones
 * @param rowsStored how many rows all jobs together have stored; a row that was stored again counts
 *     again
 * @param lastRows how many the last job has stored
 * @param lastJob its id; empty where none has stored rows yet
 */
public record CataloguedDataset(
    String name,
    String owner,
    List<String> key,
    Optional<String> timeColumn,
    Instant createdAt,
    Instant updatedAt,
    List<DatasetColumn> columns,
    long rowsStored,
    long lastRows,
    Optional<String> lastJob) {
  /** What all of these are, beside uploads. */
  public static final String ORIGIN = "ingestion";

  /** Copies the lists. */
  public CataloguedDataset {
    Objects.requireNonNull(name);
    Objects.requireNonNull(owner);
    key = List.copyOf(key);
    Objects.requireNonNull(timeColumn);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    columns = List.copyOf(columns);
    Objects.requireNonNull(lastJob);
  }
}
