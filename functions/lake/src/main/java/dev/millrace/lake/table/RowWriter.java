package dev.millrace.lake.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes rows into Parquet files, one for each partition. Memory is bounded: of the partitions that
 * are open at once the one that has waited longest is closed first, and goes on in another file
 * should more of its rows come. Nothing is in the table before its files are committed. For one
 * thread at a time.
 */
public final class RowWriter implements AutoCloseable {
  private static final int OPEN_PARTITIONS = 32;

  private final Table table;
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory files;
  private final PartitionKey partition;
  private final InternalRecordWrapper row;
  private final GenericRecord empty;
  private final Map<PartitionKey, DataWriter<Record>> open =
      new LinkedHashMap<>(OPEN_PARTITIONS, 0.75f, true);
  private final List<DataFile> written = new ArrayList<>();

  /** A writer of the state's schema and partitions. */
  public RowWriter(LakeTable state) {
    this.table = state.table();
    this.writers =
        new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build();
    this.files = OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    this.partition = new PartitionKey(table.spec(), table.schema());
    this.row = new InternalRecordWrapper(table.schema().asStruct());
    this.empty = GenericRecord.create(table.schema());
  }

  /** A row with all of the table's columns, each null. */
  public Record newRow() {
    return empty.copy();
  }

  public void write(Record values) {
    partition.partition(row.wrap(values));
    DataWriter<Record> writer = open.get(partition);
    if (writer == null) {
      closeSurplus();
      PartitionKey key = partition.copy();
      writer = writers.newDataWriter(files.newOutputFile(key), table.spec(), key);
      open.put(key, writer);
    }
    writer.write(values);
  }

  /** Closes the files and says which they are; no row can be written afterwards. */
  public List<DataFile> complete() {
    List<DataWriter<Record>> left = List.copyOf(open.values());
    open.clear();
    left.forEach(this::complete);
    return List.copyOf(written);
  }

  private void closeSurplus() {
    if (open.size() == OPEN_PARTITIONS) {
      var eldest = open.entrySet().iterator().next();
      open.remove(eldest.getKey());
      complete(eldest.getValue());
    }
  }

  private void complete(DataWriter<Record> writer) {
    close(writer);
    written.add(writer.toDataFile());
  }

  private static void close(DataWriter<Record> writer) {
    try {
      writer.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("A data file could not be written", failed);
    }
  }

  /** Gives up what {@link #complete()} has not returned; files that are in S3 become orphans. */
  @Override
  public void close() {
    List<DataWriter<Record>> left = List.copyOf(open.values());
    open.clear();
    RuntimeException failure = null;
    for (DataWriter<Record> writer : left) {
      try {
        close(writer);
      } catch (RuntimeException failed) {
        if (failure == null) {
          failure = failed;
        } else {
          failure.addSuppressed(failed);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
