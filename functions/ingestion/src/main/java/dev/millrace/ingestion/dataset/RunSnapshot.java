package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.DatasetColumns;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.TableState;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;

/** The snapshot that a source of a job makes, which its summary names so that it is made once. */
final class RunSnapshot {
  /** The table's property that counts the rows which all runs have stored. */
  static final String ROWS_STORED = "millrace.rows-stored";

  /** What begins the table's property that names the last job of a source. */
  private static final String LAST_JOB = "millrace.last-job.";

  private static final String JOB = "millrace.job";
  private static final String SOURCE = "millrace.source";
  private static final String ROWS = "millrace.rows";
  private static final String REPEATED = "millrace.repeated";

  private RunSnapshot() {}

  /** The source's snapshot; empty where the table has none. */
  static Optional<Snapshot> find(TableState state, StagedSource at) {
    for (Snapshot snapshot : state.table().snapshots()) {
      if (at.job().equals(snapshot.summary().get(JOB))
          && at.source().equals(snapshot.summary().get(SOURCE))) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /**
   * The job that has stored rows of the source and began after this one: its rows are newer. Empty
   * where there is none. Ids of jobs sort by time.
   */
  static Optional<String> laterJob(TableState state, StagedSource at) {
    return state.property(LAST_JOB + at.source()).filter(last -> last.compareTo(at.job()) > 0);
  }

  /** What the source has stored; empty where the table has none of it. */
  static Optional<DatasetRows> rows(TableState state, StagedSource at) {
    return find(state, at)
        .map(
            snapshot ->
                new DatasetRows(
                    count(snapshot),
                    Long.parseLong(snapshot.summary().get(REPEATED)),
                    DatasetColumns.of(state.table()).all(),
                    OptionalLong.of(snapshot.snapshotId())));
  }

  /** Adds columns, rows and deletes: what readers see all at once. */
  static void add(Transaction to, StagedSource at, WrittenRows written) {
    // A table that was made for the rows has the columns.
    if (!written.added().isEmpty() && !written.base().equals(TableBase.NEW)) {
      UpdateSchema columns = to.updateSchema();
      DatasetTables.add(columns, written.added());
      columns.commit();
    }
    UpdateProperties properties = to.updateProperties();
    if (!written.added().isEmpty()) {
      properties.set(DatasetColumns.JSON_COLUMNS, written.jsonColumns());
    }
    properties.set(
        ROWS_STORED, Long.toString(rowsStored(to.table().properties()) + written.rows()));
    properties.set(LAST_JOB + at.source(), at.job());
    properties.commit();
    RowDelta rows = to.newRowDelta();
    ContentFilesJson.data(to.table(), written.data()).forEach(rows::addRows);
    ContentFilesJson.deletes(to.table(), written.deletes()).forEach(rows::addDeletes);
    name(rows, at, written.rows());
    rows.set(REPEATED, Long.toString(written.repeated()));
    rows.commit();
  }

  /** Says in a snapshot's summary whose it is, and how many rows it adds. */
  static void name(SnapshotUpdate<?> snapshot, StagedSource at, long rows) {
    snapshot.set(JOB, at.job());
    snapshot.set(SOURCE, at.source());
    snapshot.set(ROWS, Long.toString(rows));
  }

  /** How many rows the snapshot of a source has added. */
  static long count(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().get(ROWS));
  }

  /** How many rows all runs have stored, as the table's properties say it. */
  static long rowsStored(Map<String, String> properties) {
    return Long.parseLong(properties.getOrDefault(ROWS_STORED, "0"));
  }
}
