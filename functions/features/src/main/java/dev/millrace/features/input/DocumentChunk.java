package dev.millrace.features.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Some of an input's documents, one after another: {@link DocumentSource#nextChunk} puts them in,
 * and any one thread may then take them out, while another one fills the next chunk. A chunk can be
 * filled again once it has been read. Not thread-safe.
 */
public final class DocumentChunk {
  /** Larger chunks are read no faster; of smaller ones scripts/features makes larger files. */
  static final int BYTES = 1 << 21;

  private static final int FIRST_RANGES = 1 << 10;

  private byte[] bytes = {};
  private int length;
  private int[] ends = new int[FIRST_RANGES];
  private int count;
  private DocumentCutter cutter = new RangeCutter();

  /** A chunk without documents. */
  public DocumentChunk() {}

  /** Goes on to the next document: whether there is one. */
  public boolean next() {
    try {
      return cutter.next();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed", impossible);
    }
  }

  /** Holds the document; not to be modified. */
  public byte[] buffer() {
    return cutter.bytes();
  }

  /** Where the document begins in {@link #buffer}. */
  public int offset() {
    return cutter.start();
  }

  /** How long it is, in bytes. */
  public int length() {
    return cutter.end() - cutter.start();
  }

  /** The documents are the lines of a part of the input's buffer. */
  void fillWithLines(InputBuffer input, int end) {
    int begin = input.position();
    bytes = input.exchange(bytes, end);
    cutter = new LineCutter(InputBuffer.of(bytes, begin, end));
  }

  /** Takes documents until they are large enough together; false when there was none. */
  boolean fillFrom(DocumentSource source) throws IOException {
    length = 0;
    count = 0;
    cutter = new RangeCutter();
    while (length < BYTES && source.next()) {
      add(source.buffer(), source.offset(), source.length());
    }
    return count > 0;
  }

  private void add(byte[] from, int offset, int added) {
    if (length + added > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + added));
    }
    System.arraycopy(from, offset, bytes, length, added);
    length += added;
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = length;
  }

  /** The documents that {@link #add} has copied. */
  private final class RangeCutter extends DocumentCutter {
    @Override
    boolean next() {
      int index = number();
      if (index == count) {
        return false;
      }
      number(index + 1);
      return document(bytes, index == 0 ? 0 : ends[index - 1], ends[index]);
    }
  }
}
