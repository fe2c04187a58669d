package dev.millrace.training;

import dev.millrace.common.Deadline;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.TableState;
import dev.millrace.training.hash.MissingFile;
import dev.millrace.training.hash.RecordHashFile;
import dev.millrace.training.hash.RecordHashSet;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.run.TrainingRun.BucketResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Rows of one record in several parts of a run: a batch that was scored again is in the prediction
 * log again, and the second time can be in another object of bronze. The row of the part with the
 * lowest number stays, and of a part the first; the others are deleted by their positions. One
 * bucket is looked at at a time: memory holds the hashes of its rows, and the positions of those
 * that repeat.
 */
public final class RepeatedRows {
  private static final int READS_AT_ONCE = 32;
  private static final int READ_BYTES = 16 << 20;

  private final TableState state;
  private final int bucket;
  private final Deadline deadline;

  /** The repeated rows of a bucket, in files of the state's table. */
  RepeatedRows(TableState state, int bucket, Deadline deadline) {
    this.state = state;
    this.bucket = bucket;
    this.deadline = deadline;
  }

  /** Positions in a data file, ascending. */
  private record Positions(String dataFile, int[] rows) {}

  /**
   * Finds the repeated rows, and writes the file that deletes them; no snapshot names it yet.
   *
   * @param parts the hashes of the run's parts, in order
   * @param dataFiles gives data files of the run, as {@link ContentFilesJson} writes them; all are
   *     of one partition, so that any will do
   * @throws MissingFile when hashes are not there any more
   * @throws IllegalStateException when the bucket is too large, or the deadline passes
   */
  BucketResult delete(List<RecordHashes> parts, Supplier<String> dataFiles)
      throws InterruptedException {
    List<Positions> repeated = find(parts);
    if (repeated.isEmpty()) {
      return new BucketResult(ContentFilesJson.write(state.table(), List.of()), 0);
    }
    DeleteFile deletes =
        write(ContentFilesJson.data(state.table(), dataFiles.get()).getFirst(), repeated);
    return new BucketResult(
        ContentFilesJson.write(state.table(), List.of(deletes)), deletes.recordCount());
  }

  private List<Positions> find(List<RecordHashes> parts) throws InterruptedException {
    long rows = parts.stream().mapToLong(part -> part.rows(bucket)).sum();
    if (rows > RecordHashSet.MAXIMUM_SIZE) {
      throw new IllegalStateException(
          "Bucket %d holds %,d record ids, expected at most %,d: build several training sets of shorter ranges"
              .formatted(bucket, rows, RecordHashSet.MAXIMUM_SIZE));
    }
    RecordHashSet seen = new RecordHashSet((int) rows);
    List<Positions> repeated = new ArrayList<>();
    for (int from = 0; from < parts.size(); ) {
      List<RecordHashes> some = parts.subList(from, end(parts, from));
      List<ByteBuffer> entries =
          RecordHashFile.read(state.table().io(), some, bucket, READS_AT_ONCE, deadline);
      for (int i = 0; i < some.size(); i++) {
        int[] positions = repeated(entries.get(i), seen);
        if (positions.length > 0) {
          repeated.add(new Positions(some.get(i).dataFile(), positions));
        }
      }
      from += some.size();
    }
    return repeated;
  }

  /** Behind the last of the parts that are read together, so that memory holds little of them. */
  private int end(List<RecordHashes> parts, int from) {
    long bytes = 0;
    int end = from;
    while (end < parts.size() && (end == from || bytes < READ_BYTES)) {
      bytes += (long) parts.get(end).rows(bucket) * RecordHashFile.ENTRY_BYTES;
      end++;
    }
    return end;
  }

  private static int[] repeated(ByteBuffer entries, RecordHashSet seen) {
    int[] positions = new int[entries.remaining() / RecordHashFile.ENTRY_BYTES];
    int count = 0;
    while (entries.hasRemaining()) {
      boolean first = seen.add(entries.getLong(), entries.getLong());
      int position = entries.getInt();
      if (!first) {
        positions[count++] = position;
      }
    }
    return Arrays.copyOf(positions, count);
  }

  private DeleteFile write(DataFile of, List<Positions> repeated) {
    // As Iceberg's format wants them.
    repeated.sort(Comparator.comparing(Positions::dataFile));
    Table table = state.table();
    PartitionSpec spec = table.specs().get(of.specId());
    StructLike partition = of.partition();
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .build()
            .newPositionDeleteWriter(
                OutputFileFactory.builderFor(table, 0, 0)
                    .format(FileFormat.PARQUET)
                    .suffix("deletes")
                    .build()
                    .newOutputFile(spec, partition),
                spec,
                partition);
    PositionDelete<Record> row = PositionDelete.create();
    try (writer) {
      for (Positions file : repeated) {
        for (int position : file.rows()) {
          writer.write(row.set(file.dataFile(), position));
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("The deletes of a run could not be written", failed);
    }
    return writer.toDeleteFile();
  }
}
