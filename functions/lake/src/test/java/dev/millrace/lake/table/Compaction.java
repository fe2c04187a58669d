package dev.millrace.lake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** What Glue's optimizer does to a table: the same rows in other files, in a commit of its own. */
public final class Compaction {
  private Compaction() {}

  public static void of(LakeTable state) {
    Set<DataFile> old = new HashSet<>();
    List<DataFile> compacted;
    try (CloseableIterable<FileScanTask> tasks = state.table().newScan().planFiles();
        CloseableIterable<Record> rows = IcebergGenerics.read(state.table()).build();
        RowWriter writer = new RowWriter(state)) {
      tasks.forEach(task -> old.add(task.file()));
      rows.forEach(writer::write);
      compacted = writer.complete();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Transaction transaction = state.newTransaction();
    RewriteFiles rewrite = transaction.newRewrite();
    old.forEach(rewrite::deleteFile);
    compacted.forEach(rewrite::addFile);
    rewrite.commit();
    transaction.commitTransaction();
  }
}
