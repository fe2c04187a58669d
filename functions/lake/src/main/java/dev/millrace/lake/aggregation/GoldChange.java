package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Transaction;

/**
 * A change to a state of the gold table: days get new files in the place of their old ones, in one
 * commit with the progress. One that changes no row makes no snapshot.
 */
final class GoldChange implements AutoCloseable {
  private final TableState base;
  private final RowWriter writer;
  private final List<DataFile> replaced = new ArrayList<>();

  GoldChange(TableState base) {
    this.base = base;
    this.writer = new RowWriter(base);
  }

  /** A day's rows from now on; nothing is written where they are those that it has. */
  void replace(GoldDay day, SortedMap<Bucket, ServiceMinute> rows) {
    if (rows.equals(day.rows())) {
      return;
    }
    replaced.addAll(day.files());
    for (ServiceMinute row : rows.values()) {
      writer.write(GoldTable.fill(writer.newRow(), row));
    }
  }

  /**
   * Commits.
   *
   * @return the state afterwards; empty when the table has changed meanwhile, in which case nothing
   *     took effect
   */
  Optional<Committed> commit(AggregationProgress progress, long silverSnapshot) {
    List<DataFile> added = writer.complete();
    AggregationProgress read = AggregationProgress.read(base.properties());
    return AtomicCommit.commit(
            base,
            transaction -> {
              if (!added.isEmpty() || !replaced.isEmpty()) {
                overwrite(transaction, added, silverSnapshot);
              }
              var properties = transaction.updateProperties();
              progress.write(base.properties(), properties);
              properties.commit();
            },
            newer ->
                AggregationProgress.read(newer.properties()).equals(read)
                    && snapshotId(newer) == snapshotId(base))
        .map(state -> new Committed(state, added.size()));
  }

  private void overwrite(Transaction transaction, List<DataFile> added, long silverSnapshot) {
    OverwriteFiles overwrite = transaction.newOverwrite();
    replaced.forEach(overwrite::deleteFile);
    added.forEach(overwrite::addFile);
    overwrite.set("millrace.consumed", Long.toString(silverSnapshot)).commit();
  }

  private static long snapshotId(TableState state) {
    Snapshot snapshot = state.table().currentSnapshot();
    return snapshot == null ? -1 : snapshot.snapshotId();
  }

  @Override
  public void close() {
    writer.close();
  }

  /** The state afterwards, and how many files were added. */
  record Committed(TableState state, int files) {}
}
