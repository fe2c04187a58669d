package dev.millrace.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FanoutDataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** What Glue's optimizer does to a table: the same rows in other files, in a commit of its own. */
public final class Compaction {
  private static final long FILE_BYTES = 512L << 20;

  private Compaction() {}

  /**
   * Rewrites all files of a table.
   *
   * @throws org.apache.iceberg.exceptions.CommitFailedException when the table has changed since it
   *     was loaded
   */
  public static void of(Table table) {
    Snapshot current = table.currentSnapshot();
    // Deletes that come while it works still reach the rewritten rows.
    RewriteFiles rewrite =
        table
            .newRewrite()
            .validateFromSnapshot(current.snapshotId())
            .dataSequenceNumber(current.sequenceNumber());
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> rewrite.deleteFile(task.file()));
      for (DataFile file : rewritten(table)) {
        rewrite.addFile(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    rewrite.commit();
  }

  private static Iterable<DataFile> rewritten(Table table) throws IOException {
    FanoutDataWriter<Record> writer =
        new FanoutDataWriter<>(
            new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build(),
            OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PARQUET).build(),
            table.io(),
            FILE_BYTES);
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    InternalRecordWrapper values = new InternalRecordWrapper(table.schema().asStruct());
    try (writer;
        CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        partition.partition(values.wrap(row));
        writer.write(row, table.spec(), partition);
      }
    }
    return writer.result().dataFiles();
  }
}
