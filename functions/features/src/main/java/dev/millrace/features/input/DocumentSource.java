package dev.millrace.features.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The documents of one input, one after another, byte for byte. Keeps one document in memory,
 * however many there are. The beginning of the input decides its shape, and with it how the rest is
 * cut:
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>it begins with<th>shape<th>documents<th>{@link #number}
 * <tr><td>{@code [}<td>JSON array<td>its elements<td>place in the array
 * <tr><td>an object with an array {@code hits.hits}<td>search answers<td>their hits, and whatever
 * else stands behind the first answer<td>place in the input
 * <tr><td>a line that is a bulk action<td>bulk requests<td>action and source as one hit<td>line of
 * the action
 * <tr><td>an object that is open where its line ends, outside a string, with a next line that begins
 * with no brace; or an object with another one behind it on its line<td>objects<td>each<td>line that
 * it begins on
 * <tr><td>anything else<td>lines<td>each that is not blank<td>line
 * </table>
 *
 * <p>A byte order mark at the beginning belongs to no document. A line ends with a line feed, a
 * carriage return before it, or with the input. Elements, objects and hits are told from each other
 * by commas and brackets outside strings, without the white space around them: whether they are
 * JSON, their parser tells. An object that is broken ends, at the latest, before a line that begins
 * with a brace in the first column; where objects are written without indentation, before one whose
 * brace JSON does not allow.
 *
 * <p>In a bulk request a deletion is no document, an update is passed over and counted ({@link
 * #skippedUpdates}), and an action whose source is missing or broken makes a document that is no
 * JSON.
 *
 * <p>The document is a range of {@link #buffer()} until the next call of {@link #next()}. Not
 * thread-safe.
 */
public final class DocumentSource {
  /** Larger ones are no documents: the stream takes 1 MiB at most. */
  static final int MAXIMUM_DOCUMENT_BYTES = 16 << 20;

  private final DocumentCutter cutter;

  private DocumentSource(DocumentCutter cutter) {
    this.cutter = cutter;
  }

  /**
   * The documents of a file.
   *
   * @param input read as far as is needed, never closed
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofFile(InputStream input) throws IOException {
    InputBuffer buffer = begin(InputBuffer.of(Objects.requireNonNull(input, "input")));
    InputShape shape = InputShape.of(buffer);
    return new DocumentSource(cutter(shape, buffer));
  }

  /**
   * The lines, whatever they hold.
   *
   * @param content not modified
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofLines(byte[] content) throws IOException {
    InputBuffer buffer = begin(InputBuffer.of(content));
    return new DocumentSource(new LineCutter(buffer));
  }

  /**
   * The documents of a JSON array, a search answer or a bulk request; else one document, which is
   * the whole content, even where that is blank.
   *
   * @param content not modified
   * @throws DocumentInputException when it begins as no UTF-8 text does
   */
  public static DocumentSource ofJson(byte[] content) throws IOException {
    InputBuffer buffer = begin(InputBuffer.of(content));
    InputShape shape = InputShape.of(buffer);
    return new DocumentSource(
        switch (shape) {
          case LINES, OBJECTS -> new WholeCutter(buffer);
          case ARRAY, BULK, ANSWERS -> cutter(shape, buffer);
        });
  }

  private static InputBuffer begin(InputBuffer buffer) throws IOException {
    buffer.has(InputBeginning.LENGTH - 1);
    Optional<String> foreign = InputBeginning.foreignForm(buffer.bytes(), buffer.limit());
    if (foreign.isPresent()) {
      throw new DocumentInputException(
          "it begins as %s does, expected UTF-8 text".formatted(foreign.get()));
    }
    buffer.moveTo(InputBeginning.byteOrderMarkLength(buffer.bytes(), buffer.limit()));
    return buffer;
  }

  private static DocumentCutter cutter(InputShape shape, InputBuffer buffer) throws IOException {
    return switch (shape) {
      case LINES -> new LineCutter(buffer);
      case ARRAY -> {
        buffer.moveTo(buffer.position() + buffer.behindSpace(0) + 1);
        yield new ElementCutter(buffer);
      }
      case BULK -> new BulkCutter(buffer);
      case ANSWERS, OBJECTS -> new ObjectCutter(buffer);
    };
  }

  /** Whether the input is one document as a whole, and no list of documents. */
  public boolean isSingle() {
    return cutter instanceof WholeCutter;
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

  /** A copy of the document. */
  public byte[] document() {
    return Arrays.copyOfRange(cutter.bytes(), cutter.start(), cutter.end());
  }

  /** The document's line in the input, blank ones counted, or its place in it; from 1. */
  public int number() {
    return cutter.number();
  }

  /** How many updates of a bulk request have been passed over so far: they are no documents. */
  public long skippedUpdates() {
    return cutter instanceof BulkCutter bulk ? bulk.updates() : 0;
  }

  /**
   * Goes on to the next document.
   *
   * @return whether there is one
   * @throws DocumentInputException when an array or a search answer does not end, bytes stand
   *     behind an array, or a document that is read from a stream is larger than {@value
   *     #MAXIMUM_DOCUMENT_BYTES} bytes
   */
  public boolean next() throws IOException {
    return cutter.next();
  }

  /**
   * Moves the next documents into a chunk, which loses those that it had; they are no documents of
   * this source any more, and {@link #number} does not count them.
   *
   * @return whether there are any more; there may be none in the chunk all the same
   * @throws DocumentInputException as {@link #next}; documents before the fault may be lost with it
   */
  public boolean nextChunk(DocumentChunk chunk) throws IOException {
    return cutter instanceof LineCutter lines ? lines.nextChunk(chunk) : chunk.fillFrom(this);
  }
}
