package dev.millrace.features.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The documents of one input, one after another, each byte for byte: the lines of NDJSON, or the
 * elements of a JSON array. Keeps one document in memory, however many there are.
 *
 * <p>A byte order mark at the beginning belongs to no document. A line ends with a line feed, a
 * carriage return before it, or with the input; blank lines hold no document. An element is told
 * from the next by commas and brackets outside strings, without the white space around it: whether
 * it is JSON, its parser tells.
 *
 * <p>The document is a range of {@link #buffer()} until the next call of {@link #next()}. Not
 * thread-safe.
 */
public final class DocumentSource {
  /** Larger ones are no documents: the stream takes 1 MiB at most. */
  static final int MAXIMUM_DOCUMENT_BYTES = 16 << 20;

  private static final int FIRST_BUFFER_BYTES = 1 << 18;
  private static final int SHOWN_BYTES = 40;

  private enum Form {
    LINES,
    ELEMENTS,
    WHOLE
  }

  private final InputStream input;
  private final Form form;
  private byte[] buffer;

  /** Bytes of the input that stood before the buffer's first one. */
  private long earlier;

  private int start;
  private int end;
  private int position;
  private int limit;
  private int number;
  private boolean ended;
  private boolean closed;

  private DocumentSource(InputStream input, byte[] buffer, boolean whole, Form form, boolean array)
      throws IOException {
    this.input = input;
    this.buffer = buffer;
    this.ended = whole;
    this.limit = whole ? buffer.length : 0;
    boolean more = true;
    while (more && limit < InputBeginning.LENGTH) {
      more = fill();
    }
    Optional<String> foreign = InputBeginning.foreignForm(this.buffer, limit);
    if (foreign.isPresent()) {
      throw new DocumentInputException(
          "it begins as %s does, expected UTF-8 text".formatted(foreign.get()));
    }
    position = InputBeginning.byteOrderMarkLength(this.buffer, limit);
    if (array && beginsAnArray()) {
      this.form = Form.ELEMENTS;
      skipSpace();
      position++;
    } else {
      this.form = form;
    }
  }

  /**
   * The elements of an array where the first character is its bracket, else the lines.
   *
   * @param input read as far as is needed, never closed
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofFile(InputStream input) throws IOException {
    return new DocumentSource(input, new byte[FIRST_BUFFER_BYTES], false, Form.LINES, true);
  }

  /**
   * The lines.
   *
   * @param content not modified
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofLines(byte[] content) throws IOException {
    return ofBytes(content, Form.LINES, false);
  }

  /**
   * The elements of an array where the first character is its bracket, else one document, which is
   * the whole content, even where that is blank.
   *
   * @param content not modified
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofJson(byte[] content) throws IOException {
    return ofBytes(content, Form.WHOLE, true);
  }

  private static DocumentSource ofBytes(byte[] content, Form form, boolean array)
      throws IOException {
    return new DocumentSource(InputStream.nullInputStream(), content, true, form, array);
  }

  /** Whether the documents are the elements of an array. */
  public boolean isArray() {
    return form == Form.ELEMENTS;
  }

  /** Holds the document; not to be modified. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the document begins in {@link #buffer}. */
  public int offset() {
    return start;
  }

  /** How long it is, in bytes. */
  public int length() {
    return end - start;
  }

  /** A copy of the document. */
  public byte[] document() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  /** The document's line in the input, blank ones counted, or its place in the array; from 1. */
  public int number() {
    return number;
  }

  /**
   * Goes on to the next document.
   *
   * @return whether there is one
   * @throws DocumentInputException when an array does not end, or not with its bracket, or a
   *     document that is read from a stream is larger than {@value #MAXIMUM_DOCUMENT_BYTES} bytes
   */
  public boolean next() throws IOException {
    return switch (form) {
      case LINES -> nextLine();
      case ELEMENTS -> nextElement();
      case WHOLE -> number++ == 0 && range(limit, limit);
    };
  }

  private boolean nextLine() throws IOException {
    while (position < limit || fill()) {
      int searched = 0;
      int feed = Bytes.indexOf(buffer, (byte) '\n', position, limit);
      while (feed < 0) {
        searched = limit - position;
        if (!fill()) {
          break;
        }
        feed = Bytes.indexOf(buffer, (byte) '\n', position + searched, limit);
      }
      int stop = feed < 0 ? limit : feed;
      number++;
      range(
          stop > position && buffer[stop - 1] == '\r' ? stop - 1 : stop,
          feed < 0 ? limit : feed + 1);
      if (!isBlank()) {
        return true;
      }
    }
    return false;
  }

  private boolean isBlank() {
    for (int at = start; at < end; at++) {
      if (!isSpace(buffer[at])) {
        return false;
      }
    }
    return true;
  }

  private boolean nextElement() throws IOException {
    if (skipSpace() && number == 0 && buffer[position] == ']') {
      position++;
      closed = true;
    }
    if (closed) {
      requireNothingMore();
      return false;
    }
    number++;
    ElementBoundary boundary = new ElementBoundary(number, earlier + position);
    int ahead = 0;
    while (true) {
      if (position + ahead == limit && !fill()) {
        throw new DocumentInputException(boundary.missing(earlier + limit));
      }
      byte at = buffer[position + ahead];
      if (boundary.isAt(at, earlier + position + ahead)) {
        closed = at == ']';
        int behind = position + ahead;
        range(behind, behind + 1);
        while (end > start && isSpace(buffer[end - 1])) {
          end--;
        }
        return true;
      }
      ahead++;
    }
  }

  private void requireNothingMore() throws IOException {
    if (skipSpace()) {
      throw new DocumentInputException(
          "behind the JSON array, at byte %d, comes \"%s\", expected nothing"
              .formatted(earlier + position, beginning()));
    }
  }

  private boolean range(int newEnd, int newPosition) {
    start = position;
    end = newEnd;
    position = newPosition;
    return true;
  }

  private String beginning() {
    int shown = Math.min(SHOWN_BYTES, limit - position);
    return new String(buffer, position, shown, StandardCharsets.UTF_8);
  }

  /** Looks for the first character that is not white space, and takes nothing. */
  private boolean beginsAnArray() throws IOException {
    for (int ahead = 0; position + ahead < limit || fill(); ahead++) {
      byte at = buffer[position + ahead];
      if (!isSpace(at)) {
        return at == '[';
      }
    }
    return false;
  }

  /** Goes to the next byte that is not white space: whether there is one. */
  private boolean skipSpace() throws IOException {
    while (true) {
      for (; position < limit; position++) {
        if (!isSpace(buffer[position])) {
          return true;
        }
      }
      if (!fill()) {
        return false;
      }
    }
  }

  private static boolean isSpace(byte at) {
    return at == ' ' || at == '\n' || at == '\r' || at == '\t';
  }

  /** Reads more behind what has not been taken yet, which moves to the buffer's beginning. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    int kept = limit - position;
    if (kept >= MAXIMUM_DOCUMENT_BYTES) {
      throw new DocumentInputException(
          "a document is longer than %,d bytes; it begins \"%s\""
              .formatted(MAXIMUM_DOCUMENT_BYTES, beginning()));
    }
    byte[] next = kept * 2 > buffer.length ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, position, next, 0, kept);
    buffer = next;
    earlier += position;
    position = 0;
    int read = input.readNBytes(buffer, kept, buffer.length - kept);
    limit = kept + read;
    ended = read == 0;
    return !ended;
  }
}
