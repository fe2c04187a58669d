package dev.millrace.ingestion.dataset;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.ColumnInference;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.dataset.column.DatasetColumns;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.stage.StagedObjects;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.StepFailure;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableOptimizers;
import dev.millrace.tables.TableState;
import dev.millrace.tables.UpsertWriter;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;

/**
 * Stores the staged rows of a job's source in a dataset, in two steps: {@link #write} puts them in
 * files, {@link #commit} makes those a part of the table, all at once. Both may be done again,
 * after a death at any point of either, and a source's rows are in the table once. Rows with a key
 * take the place of those with the same key; rows that the source no longer has stay.
 *
 * <p>Calls throw exceptions of Iceberg or the SDK when catalog, bucket or table cannot be reached,
 * and {@link StepFailure} for what another attempt does not mend. Thread-safe.
 */
public final class Datasets {
  private static final int ATTEMPTS = 5;

  private final DatasetTables tables;
  private final DatasetCatalogue catalogue;
  private final StagedPages staged;
  private final WrittenRowsObjects writtenRows;
  private final Optional<TableOptimizers> optimizers;
  private final int mostRows;

  /**
   * Datasets of a database.
   *
   * @param database of the Glue catalog: {@code silver}
   * @param staged where the pages are
   * @param optimizers what keeps new tables in order; empty where nothing does
   * @param mostRows the most rows that a source may have in a run; each takes up to 60 bytes of
   *     memory where the dataset has a key
   */
  public Datasets(
      LakeCatalog lake,
      String database,
      DatasetCatalogue catalogue,
      StagedObjects staged,
      Optional<TableOptimizers> optimizers,
      int mostRows) {
    this.tables = new DatasetTables(lake, database);
    this.catalogue = Objects.requireNonNull(catalogue);
    this.staged = new StagedPages(staged);
    this.writtenRows = new WrittenRowsObjects(staged);
    this.optimizers = Objects.requireNonNull(optimizers);
    this.mostRows = mostRows;
  }

  /**
   * Writes the rows to files. Nothing of the table changes, and none is made.
   *
   * @param pages how many pages are staged
   * @return what {@link #commit} would store; what it has stored, where it was called before
   * @throws StepFailure of the category storage when the dataset is another owner's, the template's
   *     or has another key, a type has changed that may not, or a row has no key; of the category
   *     limit when there are too many rows or columns
   */
  public DatasetRows write(DatasetDefinition dataset, StagedSource at, int pages, Deadline deadline)
      throws InterruptedException {
    catalogue.requireUsable(dataset, deadline);
    Optional<TableState> state = tables.find(dataset.name());
    Optional<DatasetRows> stored = state.flatMap(there -> RunSnapshot.rows(there, at));
    if (stored.isPresent()) {
      return stored.get();
    }
    return uncommitted(state, written(dataset, at, pages, state, deadline));
  }

  /**
   * Makes the rows a part of the table, with the columns that it lacks; the table is made where it
   * is not there. Files are written where {@link #write} has not done that, or the table's columns
   * have changed since. A source without rows changes nothing.
   *
   * @param pages how many pages are staged
   * @throws StepFailure as {@link #write} does
   */
  public DatasetRows commit(
      DatasetDefinition dataset, StagedSource at, int pages, Deadline deadline)
      throws InterruptedException {
    catalogue.claim(dataset, deadline);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<TableState> state = tables.find(dataset.name());
      Optional<DatasetRows> stored = state.flatMap(there -> RunSnapshot.rows(there, at));
      if (stored.isPresent()) {
        catalogue.record(dataset, at, stored.get(), state.get(), deadline);
        return stored.get();
      }
      if (state.isPresent()) {
        requireNewest(dataset, at, state.get());
      }
      WrittenRows written = written(dataset, at, pages, state, deadline);
      if (written.rows() == 0) {
        return uncommitted(state, written);
      }
      commit(dataset, at, state, written);
    }
    throw StorageFailures.storage(
        "Dataset %s: other jobs changed its columns %d times while this one stored its rows; expected a quieter time: retry the job",
        dataset.name(), ATTEMPTS);
  }

  /**
   * Commits, unless the files do not go with the table any more, or the same has been committed.
   */
  private void commit(
      DatasetDefinition dataset, StagedSource at, Optional<TableState> state, WrittenRows written) {
    TableState base = state.orElseGet(() -> tables.created(definition(dataset, written)));
    if (base.table().currentSnapshot() == null) {
      // Before its first rows, so that no table has rows and nothing that keeps it in order.
      optimizers.ifPresent(glue -> glue.set(definition(dataset, written)));
    }
    if (TableBase.fits(written, base)) {
      AtomicCommit.commit(
          base,
          transaction -> RunSnapshot.add(transaction, at, written),
          newer ->
              RunSnapshot.find(newer, at).isEmpty()
                  && TableBase.fits(written, newer)
                  && laterJob(dataset, at, newer).isEmpty());
    }
  }

  private static void requireNewest(DatasetDefinition dataset, StagedSource at, TableState state) {
    laterJob(dataset, at, state)
        .ifPresent(
            later -> {
              throw StorageFailures.storage(
                  "Dataset %s: the job %s, which began later, has stored rows of the source %s; expected none that are newer. Nothing of this job's is stored",
                  dataset.name(), later, at.source());
            });
  }

  /** Older rows take no place of newer ones; where there is no key, they take nobody's. */
  private static Optional<String> laterJob(
      DatasetDefinition dataset, StagedSource at, TableState state) {
    return dataset.key().isEmpty() ? Optional.empty() : RunSnapshot.laterJob(state, at);
  }

  private TableDefinition definition(DatasetDefinition dataset, WrittenRows written) {
    return tables.definition(dataset.name(), written.added(), dataset.key());
  }

  private WrittenRows written(
      DatasetDefinition dataset,
      StagedSource at,
      int pages,
      Optional<TableState> state,
      Deadline deadline)
      throws InterruptedException {
    String base = TableBase.of(state);
    Optional<WrittenRows> there = writtenRows.find(at, base, deadline);
    if (there.isPresent()) {
      return there.get();
    }
    RunRows rows = new RunRows(staged, at, pages, deadline);
    DatasetColumns columns =
        state.map(table -> DatasetColumns.of(table.table())).orElseGet(DatasetColumns::none);
    ColumnInference inference =
        new ColumnInference(dataset.name(), dataset.key(), dataset.typeChanges(), columns);
    BitSet stored = rows.scan(dataset, inference, mostRows);
    long repeated = (long) rows.count() - stored.cardinality();
    List<DatasetColumn> added = inference.missing();
    DatasetColumns all = columns.with(added);
    Table table = tables.planned(state, dataset.name(), added, dataset.key());
    // A table that is not there has no rows that could be replaced.
    List<String> replaced = state.isEmpty() ? List.of() : keyColumns(dataset, all, rows.count());
    try (RowFiles files = new RowFiles(at, table, all, replaced)) {
      rows.forEach(stored, files::write);
      UpsertWriter.Files written = files.complete();
      return writtenRows.create(
          at,
          new WrittenRows(
              base,
              files.rows(),
              repeated,
              SchemaParser.toJson(table.schema()),
              added,
              all.jsonColumns(),
              ContentFilesJson.write(table, written.data()),
              ContentFilesJson.write(table, written.deletes())),
          deadline);
    }
  }

  /** The names of the key's columns; none where there are no rows, and so maybe no columns. */
  private static List<String> keyColumns(
      DatasetDefinition dataset, DatasetColumns columns, int rows) {
    return rows == 0
        ? List.of()
        : dataset.key().stream()
            .map(field -> columns.columns(field).typed().orElseThrow().name())
            .toList();
  }

  private static DatasetRows uncommitted(Optional<TableState> state, WrittenRows written) {
    DatasetColumns columns =
        state.map(there -> DatasetColumns.of(there.table())).orElseGet(DatasetColumns::none);
    return new DatasetRows(
        written.rows(),
        written.repeated(),
        columns.with(written.added()).all(),
        OptionalLong.empty());
  }
}
