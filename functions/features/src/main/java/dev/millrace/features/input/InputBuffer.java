package dev.millrace.features.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The part of an input that has been read and not yet taken. It begins at {@link #position} and
 * grows up to {@value DocumentSource#MAXIMUM_DOCUMENT_BYTES} bytes, so that one document fits.
 */
final class InputBuffer {
  private static final int FIRST_BYTES = 1 << 18;
  private static final int SHOWN_BYTES = 40;

  private final InputStream input;
  private byte[] bytes;
  private int position;
  private int limit;

  /** Bytes of the input that stood before the buffer's first one. */
  private long earlier;

  private boolean ended;

  private InputBuffer(InputStream input, byte[] bytes, boolean whole) {
    this.input = input;
    this.bytes = bytes;
    this.limit = whole ? bytes.length : 0;
    this.ended = whole;
  }

  static InputBuffer of(InputStream input) {
    return new InputBuffer(input, new byte[FIRST_BYTES], false);
  }

  /** Never modified. */
  static InputBuffer of(byte[] content) {
    return new InputBuffer(InputStream.nullInputStream(), content, true);
  }

  /** A part of a content that is never modified. */
  static InputBuffer of(byte[] content, int from, int to) {
    InputBuffer part = of(content);
    part.position = from;
    part.limit = to;
    return part;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  /** Takes what stands before this place in {@link #bytes()}. */
  void moveTo(int newPosition) {
    position = newPosition;
  }

  /** The place in the whole input, from 0, of a place in {@link #bytes()}. */
  long placeOf(int index) {
    return earlier + index;
  }

  /** Whether a byte stands so far behind {@link #position}; reads on if need be. */
  boolean has(int ahead) throws IOException {
    while (position + ahead >= limit) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** The byte so far behind {@link #position}, which is known to be there. */
  byte at(int ahead) {
    return bytes[position + ahead];
  }

  /** How far behind {@link #position} the next byte stands that is no white space; -1 for none. */
  int behindSpace(int ahead) throws IOException {
    int at = ahead;
    while (has(at)) {
      if (!isSpace(at(at))) {
        return at;
      }
      at++;
    }
    return -1;
  }

  static boolean isSpace(byte at) {
    return at == ' ' || at == '\n' || at == '\r' || at == '\t';
  }

  /** For a sentence: the first bytes that have not been taken. */
  String beginning() {
    int shown = Math.min(SHOWN_BYTES, limit - position);
    return new String(bytes, position, shown, StandardCharsets.UTF_8);
  }

  /**
   * Reads more behind what has not been taken, which moves to the beginning of {@link #bytes()}.
   *
   * @return whether there was more
   * @throws DocumentInputException when the buffer is as large as it may become
   */
  boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    int kept = limit - position;
    if (kept >= DocumentSource.MAXIMUM_DOCUMENT_BYTES) {
      throw new DocumentInputException(
          "a document is longer than %,d bytes; it begins \"%s\""
              .formatted(DocumentSource.MAXIMUM_DOCUMENT_BYTES, beginning()));
    }
    moveInto(kept * 2 > bytes.length ? new byte[bytes.length * 2] : bytes);
    int read = input.readNBytes(bytes, limit, bytes.length - limit);
    limit += read;
    ended = read == 0;
    return !ended;
  }

  /** Reads until {@link #bytes()} has so many bytes and is full, or the input ends. */
  void readAhead(int capacity) throws IOException {
    if (!ended && bytes.length < capacity) {
      moveInto(new byte[capacity]);
    }
    if (position == limit || (position == 0 && limit < bytes.length)) {
      fill();
    }
  }

  /** Gives {@link #bytes()} away, and goes on in other ones with what begins at a place. */
  byte[] exchange(byte[] other, int next) {
    byte[] given = bytes;
    position = next;
    int kept = limit - position;
    moveInto(other.length > kept ? other : new byte[Math.max(FIRST_BYTES, kept * 2)]);
    return given;
  }

  private void moveInto(byte[] next) {
    int kept = limit - position;
    System.arraycopy(bytes, position, next, 0, kept);
    bytes = next;
    earlier += position;
    position = 0;
    limit = kept;
  }
}
