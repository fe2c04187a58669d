package dev.millrace.lake.training;

import dev.millrace.lake.table.LakeTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/**
 * Rows of one record in several data files of a run: a batch that was scored again is in the
 * prediction log again, and the second time can be in another object of bronze. All but the first
 * are deleted by their positions. Memory holds eight bytes a row, and the record ids that repeat.
 *
 * @param count how many rows are deleted
 * @param deletes the file that does so; empty where there are none
 */
record RepeatedRows(long count, Optional<DeleteFile> deletes) {
  private static final String RECORD_ID = "record_id";

  /** Of a run's data files, all of one partition; failures to read are runtime exceptions. */
  static RepeatedRows in(LakeTable state, List<DataFile> files) {
    Table table = state.table();
    Set<Long> repeated = repeated(hashes(table, files));
    List<PositionDelete<Record>> rows =
        repeated.isEmpty() ? List.of() : rows(table, files, repeated);
    return new RepeatedRows(
        rows.size(),
        rows.isEmpty() ? Optional.empty() : Optional.of(write(table, files.getFirst(), rows)));
  }

  private static long[] hashes(Table table, List<DataFile> files) {
    int rows = Math.toIntExact(files.stream().mapToLong(DataFile::recordCount).sum());
    long[] hashes = new long[rows];
    int next = 0;
    for (DataFile file : files) {
      try (CloseableIterable<Record> records = read(table, file)) {
        for (Record row : records) {
          hashes[next++] = hash((String) row.getField(RECORD_ID));
        }
      } catch (IOException failed) {
        throw unreadable(file, failed);
      }
    }
    return hashes;
  }

  private static Set<Long> repeated(long[] hashes) {
    Arrays.sort(hashes);
    Set<Long> repeated = new HashSet<>();
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i] == hashes[i - 1]) {
        repeated.add(hashes[i]);
      }
    }
    return repeated;
  }

  /** Equal hashes are only a hint: the ids themselves are compared. */
  private static List<PositionDelete<Record>> rows(
      Table table, List<DataFile> files, Set<Long> repeated) {
    List<PositionDelete<Record>> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (DataFile file : files) {
      try (CloseableIterable<Record> records = read(table, file)) {
        long position = 0;
        for (Record row : records) {
          String recordId = (String) row.getField(RECORD_ID);
          if (repeated.contains(hash(recordId)) && !seen.add(recordId)) {
            rows.add(PositionDelete.<Record>create().set(file.location(), position));
          }
          position++;
        }
      } catch (IOException failed) {
        throw unreadable(file, failed);
      }
    }
    // As Iceberg's format wants them.
    rows.sort(
        Comparator.comparing((PositionDelete<Record> row) -> row.path().toString())
            .thenComparingLong(PositionDelete::pos));
    return rows;
  }

  private static CloseableIterable<Record> read(Table table, DataFile file) {
    Schema columns = table.schema().select(RECORD_ID);
    return Parquet.read(table.io().newInputFile(file))
        .project(columns)
        .createReaderFunc(parquet -> GenericParquetReaders.buildReader(columns, parquet))
        .reuseContainers()
        .build();
  }

  /** FNV-1a with 64 bits, of UTF-16 units. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static DeleteFile write(Table table, DataFile of, List<PositionDelete<Record>> rows) {
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
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException failed) {
      throw new UncheckedIOException("The deletes of a run could not be written", failed);
    }
    return writer.toDeleteFile();
  }

  private static UncheckedIOException unreadable(DataFile file, IOException failed) {
    return new UncheckedIOException(file.location() + " cannot be read", failed);
  }
}
