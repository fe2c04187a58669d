package dev.millrace.tools.features;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * A column of a {@link ParquetFile}: plain values in pages, each compressed with Zstandard as soon
 * as it is full, so that a row group takes its compressed size in memory.
 */
final class ParquetColumn {
  private static final int PAGE_BYTES = 1 << 20;

  /** Random ids gain nothing from a higher one. */
  private static final int COMPRESSION_LEVEL = 1;

  private static final int LEVELS_PER_GROUP = 8;

  private final SchemaElement schema;
  private final BitSet present = new BitSet();
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private ByteBuffer values = buffer(PAGE_BYTES + PAGE_BYTES / 4);
  private int pagesBytes;
  private int valuesOfPage;
  private long valuesOfChunk;
  private long uncompressedBytes;

  private ParquetColumn(SchemaElement schema) {
    this.schema = schema;
  }

  static ParquetColumn text(String name) {
    return new ParquetColumn(
        column(name, Type.BYTE_ARRAY, FieldRepetitionType.REQUIRED)
            .setConverted_type(ConvertedType.UTF8)
            .setLogicalType(LogicalType.STRING(new StringType())));
  }

  static ParquetColumn optionalText(String name) {
    ParquetColumn column = text(name);
    column.schema.setRepetition_type(FieldRepetitionType.OPTIONAL);
    return column;
  }

  /** In UTC, of milliseconds. */
  static ParquetColumn timestamp(String name) {
    return new ParquetColumn(
        column(name, Type.INT64, FieldRepetitionType.REQUIRED)
            .setConverted_type(ConvertedType.TIMESTAMP_MILLIS)
            .setLogicalType(
                LogicalType.TIMESTAMP(
                    new TimestampType(true, TimeUnit.MILLIS(new MilliSeconds())))));
  }

  /** Of 32 bits. */
  static ParquetColumn wholeNumber(String name) {
    return new ParquetColumn(column(name, Type.INT32, FieldRepetitionType.REQUIRED));
  }

  private static SchemaElement column(String name, Type type, FieldRepetitionType repetition) {
    return new SchemaElement(name).setType(type).setRepetition_type(repetition);
  }

  SchemaElement schema() {
    return schema;
  }

  /** What the row group's part of this column takes in memory so far. */
  long bufferedBytes() {
    return pagesBytes + (long) values.position();
  }

  void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    added();
  }

  void add(long number) {
    room(Long.BYTES).putLong(number);
    added();
  }

  void add(int number) {
    room(Integer.BYTES).putInt(number);
    added();
  }

  private void added() {
    if (isOptional()) {
      present.set(valuesOfPage);
    }
    valuesOfPage++;
  }

  /** Only to an optional column. */
  void addNull() {
    valuesOfPage++;
  }

  private ByteBuffer room(int bytes) {
    if (values.position() > 0 && values.position() + bytes > PAGE_BYTES) {
      endPage();
    }
    if (bytes > values.capacity()) {
      values = buffer(bytes);
    }
    return values;
  }

  /** A page of format version 1: the levels that tell nulls, if there may be any, then values. */
  private void endPage() {
    byte[] levels = isOptional() ? levels() : new byte[0];
    byte[] page = new byte[levels.length + values.position()];
    System.arraycopy(levels, 0, page, 0, levels.length);
    values.flip().get(page, levels.length, values.limit());
    values.clear();
    byte[] compressed = Zstd.compress(page, COMPRESSION_LEVEL);
    PageHeader header =
        new PageHeader(PageType.DATA_PAGE, page.length, compressed.length)
            .setData_page_header(
                new DataPageHeader(valuesOfPage, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    int before = pages.size();
    try {
      Util.writePageHeader(header, pages);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    uncompressedBytes += pages.size() - before + page.length;
    pages.writeBytes(compressed);
    pagesBytes = pages.size();
    valuesOfChunk += valuesOfPage;
    valuesOfPage = 0;
    present.clear();
  }

  private boolean isOptional() {
    return schema.getRepetition_type() == FieldRepetitionType.OPTIONAL;
  }

  /**
   * One bit a value: a single bit-packed run of the RLE hybrid, behind its length. See the Parquet
   * format, <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">Encodings
   * </a>.
   */
  private byte[] levels() {
    int groups = Math.ceilDiv(valuesOfPage, LEVELS_PER_GROUP);
    byte[] levels = new byte[2 * Integer.BYTES + 1 + groups];
    ByteBuffer run = ByteBuffer.wrap(levels).order(ByteOrder.LITTLE_ENDIAN);
    run.position(Integer.BYTES);
    int header = groups << 1 | 1;
    for (; header > Byte.MAX_VALUE; header >>>= 7) {
      run.put((byte) (header | 0x80));
    }
    run.put((byte) header);
    int end = run.position() + groups;
    run.put(present.toByteArray());
    run.putInt(0, end - Integer.BYTES);
    return Arrays.copyOf(levels, end);
  }

  /**
   * Writes the row group's part of this column, and begins the next one.
   *
   * @param position where in the file the output stands
   */
  ColumnChunk endChunk(OutputStream output, long position) throws IOException {
    endPage();
    pages.writeTo(output);
    ColumnMetaData data =
        new ColumnMetaData(
            schema.getType(),
            List.of(Encoding.PLAIN, Encoding.RLE),
            List.of(schema.getName()),
            CompressionCodec.ZSTD,
            valuesOfChunk,
            uncompressedBytes,
            pages.size(),
            position);
    pages.reset();
    pagesBytes = 0;
    valuesOfChunk = 0;
    uncompressedBytes = 0;
    return new ColumnChunk(position).setMeta_data(data);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
