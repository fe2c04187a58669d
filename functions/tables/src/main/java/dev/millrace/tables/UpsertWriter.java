package dev.millrace.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.io.RollingEqualityDeleteWriter;
import org.apache.iceberg.types.TypeUtil;

/**
 * Writes rows of a table without partitions to Parquet files as they come, and beside them the keys
 * whose older rows they replace, as equality deletes. Committed together, the deletes reach the
 * rows of all earlier commits and none of their own. Memory holds at most a row group of each, 16
 * MiB before compression. Nothing is in the table before its files are committed. Not thread-safe.
 */
public final class UpsertWriter implements AutoCloseable {
  private static final String ROW_GROUP_BYTES = Long.toString(16L << 20);
  private static final long FILE_BYTES = 128L << 20;

  private final Table table;
  private final GenericFileWriterFactory writers;
  private final OutputFileFactory files;
  private final GenericRecord emptyRow;
  private final GenericRecord emptyKey;
  private RollingDataWriter<Record> rows;
  private RollingEqualityDeleteWriter<Record> replaced;

  /** The files that were written. */
  public record Files(List<DataFile> data, List<DeleteFile> deletes) {
    /** Copies the lists. */
    public Files {
      data = List.copyOf(data);
      deletes = List.copyOf(deletes);
    }
  }

  /**
   * A writer of the table's current schema.
   *
   * @param keyIds the ids of the columns that make a key; none where nothing is replaced
   * @throws IllegalArgumentException when the table has partitions
   */
  public UpsertWriter(Table table, List<Integer> keyIds) {
    if (table.spec().isPartitioned()) {
      throw new IllegalArgumentException(
          "%s is partitioned by %s, expected a table without partitions"
              .formatted(table, table.spec()));
    }
    this.table = Objects.requireNonNull(table);
    Schema key = TypeUtil.select(table.schema(), new HashSet<>(keyIds));
    Map<String, String> properties = new HashMap<>(table.properties());
    properties.put(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, ROW_GROUP_BYTES);
    properties.put(TableProperties.DELETE_PARQUET_ROW_GROUP_SIZE_BYTES, ROW_GROUP_BYTES);
    GenericFileWriterFactory.Builder builder =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .writerProperties(properties);
    if (!keyIds.isEmpty()) {
      builder
          .equalityFieldIds(keyIds.stream().mapToInt(Integer::intValue).toArray())
          .equalityDeleteRowSchema(key);
    }
    this.writers = builder.build();
    this.files = OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    this.emptyRow = GenericRecord.create(table.schema());
    this.emptyKey = GenericRecord.create(key);
  }

  /** A row with all of the table's columns, each null. */
  public Record newRow() {
    return emptyRow.copy();
  }

  /** A key with all of its columns, each null. */
  public Record newKey() {
    return emptyKey.copy();
  }

  /**
   * Writes a row.
   *
   * @throws RuntimeException of Iceberg or the SDK when it cannot be written
   */
  public void write(Record row) {
    if (rows == null) {
      rows =
          HadoopDefaults.leftOut(
              () ->
                  new RollingDataWriter<>(
                      writers, files, table.io(), FILE_BYTES, table.spec(), null));
    }
    rows.write(row);
  }

  /**
   * Notes that rows of earlier commits with this key are replaced.
   *
   * @throws RuntimeException of Iceberg or the SDK when it cannot be written
   */
  public void replace(Record key) {
    if (replaced == null) {
      replaced =
          HadoopDefaults.leftOut(
              () ->
                  new RollingEqualityDeleteWriter<>(
                      writers, files, table.io(), FILE_BYTES, table.spec(), null));
    }
    replaced.write(key);
  }

  /**
   * Completes the files and says which they are; nothing can be written afterwards.
   *
   * @throws RuntimeException of Iceberg or the SDK when one could not be written
   */
  public Files complete() {
    close();
    List<DataFile> data = new ArrayList<>();
    List<DeleteFile> deletes = new ArrayList<>();
    if (rows != null) {
      data.addAll(rows.result().dataFiles());
    }
    if (replaced != null) {
      deletes.addAll(replaced.result().deleteFiles());
    }
    return new Files(data, deletes);
  }

  /** Ends the files; those that {@link #complete()} has not returned become orphans. */
  @Override
  public void close() {
    try {
      try {
        if (rows != null) {
          rows.close();
        }
      } finally {
        if (replaced != null) {
          replaced.close();
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("A file of %s could not be written".formatted(table), failed);
    }
  }
}
