package dev.millrace.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The documents of a file, each byte for byte: the elements of an array where the first character
 * is its bracket, else the lines. The rules are those of the functions' {@code DocumentSource},
 * whose code this module does not know; a corpus that both are tested with keeps them equal.
 */
final class InputDocuments {
  private static final int SHOWN_BYTES = 40;

  private final Path file;
  private final byte[] bytes;
  private int position;

  private InputDocuments(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Reads a whole file. Blank lines hold no document; an element that is not JSON is a document.
   *
   * @throws StackException when it cannot be read, holds none, is no UTF-8 text from its first
   *     bytes on, or is an array that does not end
   */
  static List<Document> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StackException("The input %s is no file that can be read".formatted(file));
    }
    List<Document> documents = new InputDocuments(file, Files.readAllBytes(file)).documents();
    if (documents.isEmpty()) {
      throw new StackException("The input %s holds no document".formatted(file));
    }
    return documents;
  }

  private List<Document> documents() {
    InputBeginning.foreignForm(bytes, bytes.length)
        .ifPresent(
            form -> {
              throw refused("begins as %s does, expected UTF-8 text".formatted(form));
            });
    position = InputBeginning.byteOrderMarkLength(bytes, bytes.length);
    int begin = afterSpace(position);
    if (begin == bytes.length || bytes[begin] != '[') {
      return lines();
    }
    position = begin + 1;
    return elements();
  }

  private List<Document> lines() {
    List<Document> documents = new ArrayList<>();
    for (int line = 1; position < bytes.length; line++) {
      int end = position;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      int stop = end > position && bytes[end - 1] == '\r' ? end - 1 : end;
      if (afterSpace(position) < stop) {
        documents.add(new Document(line, Arrays.copyOfRange(bytes, position, stop)));
      }
      position = end + 1;
    }
    return documents;
  }

  private List<Document> elements() {
    List<Document> documents = new ArrayList<>();
    position = afterSpace(position);
    boolean closed = position < bytes.length && bytes[position] == ']';
    if (closed) {
      position++;
    }
    while (!closed) {
      position = afterSpace(position);
      ElementBoundary boundary = new ElementBoundary(documents.size() + 1, position);
      int end = position;
      while (end < bytes.length && !boundary.isAt(bytes[end], end)) {
        end++;
      }
      if (end == bytes.length) {
        throw refused("cannot be read: " + boundary.missing(end));
      }
      documents.add(
          new Document(
              documents.size() + 1, Arrays.copyOfRange(bytes, position, beforeSpace(end))));
      closed = bytes[end] == ']';
      position = end + 1;
    }
    int behind = afterSpace(position);
    if (behind < bytes.length) {
      throw refused(
          "cannot be read: behind the JSON array, at byte %d, comes \"%s\", expected nothing"
              .formatted(behind, shown(behind)));
    }
    return documents;
  }

  private StackException refused(String what) {
    return new StackException("The input %s %s".formatted(file, what));
  }

  private String shown(int from) {
    return new String(bytes, from, Math.min(SHOWN_BYTES, bytes.length - from), UTF_8);
  }

  private int afterSpace(int from) {
    int at = from;
    while (at < bytes.length && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  private int beforeSpace(int end) {
    int at = end;
    while (at > position && isSpace(bytes[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }
}
