package dev.millrace.tools.features;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * A Parquet file of flat rows, as simple as the format allows: row groups of plain values in pages,
 * and a footer that says where they are. The general writer of parquet-hadoop, with its start and
 * its compilation, took more processor time than all else that {@code scripts/features} does: see
 * docs/PERFORMANCE.md.
 */
final class ParquetFile implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT_VERSION = 1;
  private static final int ROW_GROUP_ROWS = 1 << 17;
  private static final int ROW_GROUP_BYTES = 8 << 20;

  private final List<ParquetColumn> columns;
  private final OutputStream output;
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private long position;
  private long rows;
  private int rowsOfGroup;
  private boolean closed;

  /** Creates the file, or replaces what is there. */
  ParquetFile(Path file, List<ParquetColumn> columns) throws IOException {
    this.columns = columns;
    this.output = new BufferedOutputStream(Files.newOutputStream(file));
    write(MAGIC);
  }

  /**
   * Takes some rows.
   *
   * @param pages a page of each column, in their order; all have the same number of values, and
   *     have ended
   */
  void append(List<ParquetPage> pages) throws IOException {
    for (int i = 0; i < pages.size(); i++) {
      columns.get(i).append(pages.get(i));
    }
    rowsOfGroup += pages.getFirst().count();
    if (rowsOfGroup >= ROW_GROUP_ROWS || bufferedBytes() >= ROW_GROUP_BYTES) {
      endRowGroup();
    }
  }

  private long bufferedBytes() {
    long bytes = 0;
    for (ParquetColumn column : columns) {
      bytes += column.bufferedBytes();
    }
    return bytes;
  }

  private void endRowGroup() throws IOException {
    RowGroup group = new RowGroup(new ArrayList<>(), 0, rowsOfGroup);
    for (ParquetColumn column : columns) {
      ColumnChunk chunk = column.endChunk(output, position);
      position += chunk.getMeta_data().getTotal_compressed_size();
      group.addToColumns(chunk);
      group.setTotal_byte_size(
          group.getTotal_byte_size() + chunk.getMeta_data().getTotal_uncompressed_size());
    }
    rowGroups.add(group);
    rows += rowsOfGroup;
    rowsOfGroup = 0;
  }

  /** Writes what is left and the footer; once. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (output) {
      if (rowsOfGroup > 0) {
        endRowGroup();
      }
      long start = position;
      Util.writeFileMetaData(footer(), new CountingOutput());
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      write(length.putInt((int) (position - start)).array());
      write(MAGIC);
    }
  }

  private FileMetaData footer() {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("row").setNum_children(columns.size()));
    columns.forEach(column -> schema.add(column.schema()));
    return new FileMetaData(FORMAT_VERSION, schema, rows, rowGroups).setCreated_by("millrace");
  }

  private void write(byte[] bytes) throws IOException {
    output.write(bytes);
    position += bytes.length;
  }

  private final class CountingOutput extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      output.write(value);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      output.write(bytes, offset, length);
      position += length;
    }
  }
}
