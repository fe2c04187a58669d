package dev.millrace.lake.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The documents of one input, one after another, without keeping more than one of them: lines of
 * NDJSON, or the elements of a JSON array. Which of the two it is, its first byte tells.
 *
 * <p>The document is a range of {@link #buffer()} until the next call of {@link #next()}. Not
 * thread-safe.
 */
final class DocumentSource {
  /** Larger ones are no documents: the stream takes 1 MiB at most. */
  static final int MAXIMUM_DOCUMENT_BYTES = 16 << 20;

  private static final int FIRST_BUFFER_BYTES = 1 << 18;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream input;
  private final boolean array;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int start;
  private int end;
  private int position;
  private int limit;
  private boolean ended;
  private boolean closed;
  private boolean first = true;

  /** Reads the beginning of an input. */
  DocumentSource(InputStream input) throws IOException {
    this.input = input;
    fill();
    if (limit >= BYTE_ORDER_MARK.length
        && Arrays.equals(buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3)) {
      position = BYTE_ORDER_MARK.length;
    }
    this.array = skipSpace() && buffer[position] == '[';
    if (array) {
      position++;
    }
  }

  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return start;
  }

  int length() {
    return end - start;
  }

  /**
   * Goes on to the next document.
   *
   * @return whether there is one
   * @throws InputException when an array is not one, or a document is larger than {@value
   *     #MAXIMUM_DOCUMENT_BYTES} bytes
   */
  boolean next() throws IOException {
    return array ? nextElement() : nextLine();
  }

  private boolean nextLine() throws IOException {
    if (!skipSpace()) {
      return false;
    }
    int searched = 0;
    while (true) {
      int feed = Bytes.indexOf(buffer, (byte) '\n', position + searched, limit);
      if (feed >= 0) {
        return range(feed, feed + 1);
      }
      searched = limit - position;
      if (!fill()) {
        return range(limit, limit);
      }
    }
  }

  /** Elements are told apart by brackets and commas outside strings; parsing them is not ours. */
  private boolean nextElement() throws IOException {
    if (skipSpace() && first && buffer[position] == ']') {
      position++;
      closed = true;
    }
    first = false;
    if (closed) {
      requireNothingMore();
      return false;
    }
    int depth = 0;
    boolean string = false;
    for (int ahead = 0; ; ahead++) {
      if (position + ahead == limit && !fill()) {
        throw new InputException(
            "the JSON array ends without its closing bracket, after an element that begins \"%s\""
                .formatted(beginning()));
      }
      byte at = buffer[position + ahead];
      if (string) {
        if (at == '\\') {
          ahead++;
          if (position + ahead == limit && !fill()) {
            throw new InputException("the JSON array ends inside a string");
          }
        } else if (at == '"') {
          string = false;
        }
      } else if (at == '"') {
        string = true;
      } else if (at == '{' || at == '[') {
        depth++;
      } else if (depth > 0 && (at == '}' || at == ']')) {
        depth--;
      } else if (depth == 0 && at == ',') {
        return range(position + ahead, position + ahead + 1);
      } else if (depth == 0 && at == ']') {
        closed = true;
        return range(position + ahead, position + ahead + 1);
      }
    }
  }

  private void requireNothingMore() throws IOException {
    if (skipSpace()) {
      throw new InputException(
          "after the JSON array comes \"%s\", expected nothing".formatted(beginning()));
    }
  }

  private boolean range(int newEnd, int newPosition) {
    start = position;
    end = newEnd;
    position = newPosition;
    return true;
  }

  private String beginning() {
    int shown = Math.min(40, limit - position);
    return new String(buffer, position, shown, StandardCharsets.UTF_8);
  }

  /** Goes to the next byte that is not white space: whether there is one. */
  private boolean skipSpace() throws IOException {
    while (true) {
      for (; position < limit; position++) {
        byte at = buffer[position];
        if (at != ' ' && at != '\n' && at != '\r' && at != '\t') {
          return true;
        }
      }
      if (!fill()) {
        return false;
      }
    }
  }

  /** Reads more behind what has not been taken yet, which moves to the buffer's beginning. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    int kept = limit - position;
    if (kept >= MAXIMUM_DOCUMENT_BYTES) {
      throw new InputException(
          "a document is longer than %,d bytes; it begins \"%s\""
              .formatted(MAXIMUM_DOCUMENT_BYTES, beginning()));
    }
    if (kept * 2 > buffer.length) {
      byte[] larger = new byte[buffer.length * 2];
      System.arraycopy(buffer, position, larger, 0, kept);
      buffer = larger;
    } else {
      System.arraycopy(buffer, position, buffer, 0, kept);
    }
    position = 0;
    limit = kept;
    int read = input.readNBytes(buffer, limit, buffer.length - limit);
    if (read == 0) {
      ended = true;
      return false;
    }
    limit += read;
    return true;
  }
}
