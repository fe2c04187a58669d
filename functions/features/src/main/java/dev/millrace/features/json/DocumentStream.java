package dev.millrace.features.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Documents, one after another, for one Jackson parser: a parser for each would take more memory
 * than all that is kept of a small document. Only a parser that has read a document to its end may
 * go on to the next. Not thread-safe.
 */
public final class DocumentStream extends InputStream {

  /** Levels of objects and arrays. */
  public static final int MAXIMUM_DEPTH = 1_000;

  /** Bytes of a name. */
  public static final int MAXIMUM_NAME_LENGTH = 4_096;

  /** Characters of a number. */
  public static final int MAXIMUM_NUMBER_LENGTH = 1_000;

  /** A parser keeps every name that it meets until it is closed: see {@link #isWorn()}. */
  private static final int MAXIMUM_BYTES = 4 << 20;

  private static final byte[] NO_BYTES = {};

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          // UTF-8 has been verified by then; detection would read UTF-16 and UTF-32 as well.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // At the end of a document that is cut the parser would close itself, through the stream,
          // while the text of its last number is still wanted.
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          // Names are compared once and forgotten: the JVM-wide table is of no use to them.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_DEPTH)
                  .maxNameLength(MAXIMUM_NAME_LENGTH)
                  .maxNumberLength(MAXIMUM_NUMBER_LENGTH)
                  .build())
          .build();

  private final JsonParser parser;
  private final WhiteSpace rest = new WhiteSpace();
  private byte[] buffer = NO_BYTES;
  private int at;
  private int end;
  private long bytesOfEarlierDocuments;
  private int length;

  /** Begins a stream of documents. */
  public DocumentStream() throws IOException {
    this.parser = JSON.createParser(this);
  }

  /** Goes on to the document in the buffer from offset to end. */
  public JsonParser open(byte[] newBuffer, int offset, int newEnd) {
    bytesOfEarlierDocuments += length;
    buffer = newBuffer;
    at = offset;
    end = newEnd;
    length = newEnd - offset;
    return parser;
  }

  /** Takes what the parser has not read of the document: whether that is white space alone. */
  public boolean restIsWhiteSpace() throws IOException {
    rest.only = true;
    parser.releaseBuffered(rest);
    rest.write(buffer, at, end - at);
    at = 0;
    end = 0;
    buffer = NO_BYTES;
    return rest.only;
  }

  /** Time to close the parser, and to begin with an empty table of names. */
  public boolean isWorn() {
    return bytesOfEarlierDocuments + length > MAXIMUM_BYTES;
  }

  /** Gives the parser's buffers back. */
  @Override
  public void close() throws IOException {
    if (!parser.isClosed()) {
      parser.close();
    }
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    if (at == end) {
      return -1;
    }
    int taken = Math.min(count, end - at);
    System.arraycopy(buffer, at, target, offset, taken);
    at += taken;
    return taken;
  }

  @Override
  public int read() {
    return at == end ? -1 : buffer[at++] & 0xFF;
  }

  private static final class WhiteSpace extends OutputStream {

    boolean only;

    @Override
    public void write(byte[] bytes, int offset, int count) {
      for (int i = offset; i < offset + count; i++) {
        write(bytes[i]);
      }
    }

    @Override
    public void write(int b) {
      only &= b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
  }
}
