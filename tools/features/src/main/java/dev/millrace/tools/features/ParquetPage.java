package dev.millrace.tools.features;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * Some values of a {@link ParquetColumn}, as one page of format version 1: the levels that tell
 * nulls, if there may be any, then plain values, compressed with Zstandard. Used again and again;
 * not thread-safe.
 */
final class ParquetPage {
  private static final int FIRST_BYTES = 1 << 12;
  private static final int LEVELS_PER_GROUP = 8;

  private final boolean optional;
  private final BitSet present = new BitSet();
  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
  private byte[] bytes = new byte[FIRST_BYTES];
  private ByteBuffer values = littleEndian(bytes);
  private byte[] compressed = {};
  private int count;
  private int uncompressedBytes;

  /**
   * @param optional whether there may be nulls
   */
  ParquetPage(boolean optional) {
    this.optional = optional;
  }

  void add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
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

  void add(double number) {
    room(Double.BYTES).putDouble(number);
    added();
  }

  /** Only to an optional column. */
  void addNull() {
    count++;
  }

  private void added() {
    if (optional) {
      present.set(count);
    }
    count++;
  }

  private ByteBuffer room(int added) {
    if (values.remaining() < added) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, values.position() + added));
      values = littleEndian(bytes).position(values.position());
    }
    return values;
  }

  /** Encodes and compresses what has been added. */
  void end(ZstdCompressCtx zstd) {
    byte[] levels = optional ? levels() : new byte[0];
    byte[] page = bytes;
    int length = values.position();
    if (levels.length > 0) {
      page = Arrays.copyOf(levels, levels.length + length);
      System.arraycopy(bytes, 0, page, levels.length, length);
      length = page.length;
    }
    int bound = Math.toIntExact(Zstd.compressBound(length));
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int size = zstd.compressByteArray(compressed, 0, bound, page, 0, length);
    PageHeader header =
        new PageHeader(PageType.DATA_PAGE, length, size)
            .setData_page_header(
                new DataPageHeader(count, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    encoded.reset();
    try {
      Util.writePageHeader(header, encoded);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    uncompressedBytes = encoded.size() + length;
    encoded.write(compressed, 0, size);
  }

  /** Begins again, with nothing. */
  void clear() {
    values.clear();
    present.clear();
    count = 0;
  }

  int count() {
    return count;
  }

  /** With its header, once it has ended. */
  int uncompressedBytes() {
    return uncompressedBytes;
  }

  /** The page with its header, once it has ended. */
  ByteArrayOutputStream encoded() {
    return encoded;
  }

  /**
   * One bit a value: a single bit-packed run of the RLE hybrid, behind its length. See the Parquet
   * format, <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">Encodings
   * </a>.
   */
  private byte[] levels() {
    int groups = Math.ceilDiv(count, LEVELS_PER_GROUP);
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

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
