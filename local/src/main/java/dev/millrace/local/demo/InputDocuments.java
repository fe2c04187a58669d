package dev.millrace.local.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The documents of a file: one a line, or the elements of a JSON array. */
final class InputDocuments {
  private InputDocuments() {}

  /**
   * Reads a whole file. Blank lines hold no document.
   *
   * @throws StackException when it cannot be read, holds none, or is an array that is no JSON
   */
  static List<Document> read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StackException("The input %s is no file that can be read".formatted(file));
    }
    byte[] bytes = withoutByteOrderMark(Files.readAllBytes(file));
    List<Document> documents = startsAsArray(bytes) ? elements(file, bytes) : lines(bytes);
    if (documents.isEmpty()) {
      throw new StackException("The input %s holds no document".formatted(file));
    }
    return documents;
  }

  private static byte[] withoutByteOrderMark(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && (bytes[0] & 0xff) == 0xef
            && (bytes[1] & 0xff) == 0xbb
            && (bytes[2] & 0xff) == 0xbf;
    return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }

  private static boolean startsAsArray(byte[] bytes) {
    int start = firstNonSpace(bytes);
    return start < bytes.length && bytes[start] == '[';
  }

  private static boolean isBlank(byte[] line) {
    return firstNonSpace(line) == line.length;
  }

  /** Where the first byte stands that is no space; the length where there is none. */
  private static int firstNonSpace(byte[] bytes) {
    int index = 0;
    while (index < bytes.length && isSpace(bytes[index])) {
      index++;
    }
    return index;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private static List<Document> lines(byte[] bytes) {
    List<Document> documents = new ArrayList<>();
    int line = 1;
    int start = 0;
    for (int end = 0; end <= bytes.length; end++) {
      if (end == bytes.length || bytes[end] == '\n') {
        int stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
        byte[] document = Arrays.copyOfRange(bytes, start, stop);
        if (!isBlank(document)) {
          documents.add(new Document(line, document));
        }
        line++;
        start = end + 1;
      }
    }
    return documents;
  }

  private static List<Document> elements(Path file, byte[] bytes) throws IOException {
    List<Document> documents = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      parser.nextToken();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        documents.add(new Document(documents.size() + 1, Arrays.copyOfRange(bytes, start, end)));
      }
      if (parser.nextToken() != null) {
        throw new StackException("The input %s goes on after the end of its array".formatted(file));
      }
    } catch (JsonProcessingException e) {
      throw new StackException(
          "The input %s starts as a JSON array and is none: line %d, column %d: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
    return documents;
  }
}
