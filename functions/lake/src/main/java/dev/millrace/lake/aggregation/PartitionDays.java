package dev.millrace.lake.aggregation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** The days of a table that is partitioned by day, from its metadata. */
final class PartitionDays {
  private PartitionDays() {}

  /** The rows of each day that has any, as of a snapshot; none of a table without one. */
  static SortedMap<LocalDate, Long> of(Table table, Snapshot snapshot) {
    SortedMap<LocalDate, Long> rows = new TreeMap<>();
    if (snapshot == null) {
      return rows;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        int day = task.partition().get(0, Integer.class);
        rows.merge(LocalDate.ofEpochDay(day), task.file().recordCount(), Long::sum);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("The files of " + table.name() + " cannot be listed", failed);
    }
    return rows;
  }
}
