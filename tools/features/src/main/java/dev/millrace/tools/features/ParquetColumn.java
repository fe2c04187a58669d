package dev.millrace.tools.features;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * A column of a {@link ParquetFile}. It takes pages that are compressed already, so that a row
 * group takes its compressed size in memory.
 */
final class ParquetColumn {
  private final SchemaElement schema;
  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private long values;
  private long uncompressedBytes;

  private ParquetColumn(String name, Type type, boolean optional) {
    schema =
        new SchemaElement(name)
            .setType(type)
            .setRepetition_type(
                optional ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
  }

  static ParquetColumn text(String name, boolean optional) {
    ParquetColumn column = new ParquetColumn(name, Type.BYTE_ARRAY, optional);
    column
        .schema
        .setConverted_type(ConvertedType.UTF8)
        .setLogicalType(LogicalType.STRING(new StringType()));
    return column;
  }

  /** In UTC, of milliseconds. */
  static ParquetColumn timestamp(String name) {
    ParquetColumn column = new ParquetColumn(name, Type.INT64, false);
    column
        .schema
        .setConverted_type(ConvertedType.TIMESTAMP_MILLIS)
        .setLogicalType(
            LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MILLIS(new MilliSeconds()))));
    return column;
  }

  /** Of 32 bits. */
  static ParquetColumn wholeNumber(String name, boolean optional) {
    return new ParquetColumn(name, Type.INT32, optional);
  }

  /** Of 64 bits. */
  static ParquetColumn doubleNumber(String name, boolean optional) {
    return new ParquetColumn(name, Type.DOUBLE, optional);
  }

  SchemaElement schema() {
    return schema;
  }

  /** A page for values of this column. */
  ParquetPage page() {
    return new ParquetPage(schema.getRepetition_type() == FieldRepetitionType.OPTIONAL);
  }

  /** Takes a page that has ended. */
  void append(ParquetPage page) {
    try {
      page.encoded().writeTo(pages);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    values += page.count();
    uncompressedBytes += page.uncompressedBytes();
  }

  /** What the row group's part of this column takes in memory so far. */
  long bufferedBytes() {
    return pages.size();
  }

  /**
   * Writes the row group's part of this column, and begins the next one.
   *
   * @param position where in the file the output stands
   */
  ColumnChunk endChunk(OutputStream output, long position) throws IOException {
    pages.writeTo(output);
    ColumnMetaData data =
        new ColumnMetaData(
            schema.getType(),
            List.of(Encoding.PLAIN, Encoding.RLE),
            List.of(schema.getName()),
            CompressionCodec.ZSTD,
            values,
            uncompressedBytes,
            pages.size(),
            position);
    pages.reset();
    values = 0;
    uncompressedBytes = 0;
    return new ColumnChunk(position).setMeta_data(data);
  }
}
