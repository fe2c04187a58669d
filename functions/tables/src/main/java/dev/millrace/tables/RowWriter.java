package dev.millrace.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
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
 * Writes rows into Parquet files, one for each partition, whatever the order of the rows; those of
 * one partition stay in their order. The rows wait in memory until {@link #complete()}. When they
 * take more than 128 MiB, the partitions with the most rows are written until half of that is free,
 * and go on in another file should more of their rows come. Nothing is in the table before its
 * files are committed. Not thread-safe.
 */
public final class RowWriter implements AutoCloseable {
  private static final long MOST_BYTES = 128L * 1024 * 1024;

  private final Table table;
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory files;
  private final PartitionKey partition;
  private final InternalRecordWrapper row;
  private final GenericRecord empty;
  private final PartitionedRows waiting;
  private final long mostBytes;
  private final List<DataFile> written = new ArrayList<>();

  /** A writer of the state's schema and partitions. */
  public RowWriter(TableState state) {
    this(state, MOST_BYTES);
  }

  /**
   * A writer whose rows wait in less memory.
   *
   * @param mostBytes what they take at most after each write
   */
  RowWriter(TableState state, long mostBytes) {
    this.table = state.table();
    this.writers =
        new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build();
    this.files = OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    this.partition = new PartitionKey(table.spec(), table.schema());
    this.row = new InternalRecordWrapper(table.schema().asStruct());
    this.empty = GenericRecord.create(table.schema());
    this.waiting = new PartitionedRows(table.schema());
    this.mostBytes = mostBytes;
  }

  /** A row with all of the table's columns, each null. */
  public Record newRow() {
    return empty.copy();
  }

  /**
   * Adds a row, which can be changed afterwards.
   *
   * @throws RuntimeException of Iceberg or the SDK when files had to be written and could not be
   */
  public void write(Record values) {
    partition.partition(row.wrap(values));
    waiting.add(partition, values);
    if (waiting.bytes() > mostBytes) {
      while (waiting.bytes() > mostBytes / 2) {
        writeFile(waiting.largest());
      }
    }
  }

  /** How many files the rows so far make. */
  public int fileCount() {
    return written.size() + waiting.partitions();
  }

  /** The memory that rows wait in, in bytes. */
  long waitingBytes() {
    return waiting.bytes();
  }

  /**
   * Writes the files and says which they are; no row can be written afterwards.
   *
   * @throws RuntimeException of Iceberg or the SDK when one could not be written
   */
  public List<DataFile> complete() {
    waiting.keys().forEach(this::writeFile);
    return List.copyOf(written);
  }

  private void writeFile(PartitionKey key) {
    DataWriter<Record> writer =
        HadoopDefaults.leftOut(
            () -> writers.newDataWriter(files.newOutputFile(key), table.spec(), key));
    try (writer) {
      waiting.take(key, writer::write);
    } catch (IOException failed) {
      throw new UncheckedIOException("A data file could not be written", failed);
    }
    written.add(writer.toDataFile());
  }

  /** Gives up what {@link #complete()} has not returned; files that are in S3 become orphans. */
  @Override
  public void close() {
    waiting.clear();
  }
}
