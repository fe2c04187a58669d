package dev.millrace.local.demo;

import dev.millrace.features.input.DocumentInputException;
import dev.millrace.features.input.DocumentSource;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The documents of a file, cut as the functions cut them: see {@link DocumentSource}.
 *
 * @param skippedUpdates how many updates of bulk requests are none of them
 */
record InputDocuments(List<Document> all, long skippedUpdates) {
  /**
   * Reads a whole file. What is no JSON is a document all the same.
   *
   * @throws StackException when it cannot be read, holds none, is no UTF-8 text from its first
   *     bytes on, or is an array or a search answer that does not end
   */
  static InputDocuments read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StackException("The input %s is no file that can be read".formatted(file));
    }
    List<Document> documents = new ArrayList<>();
    long skippedUpdates;
    try (InputStream input = Files.newInputStream(file)) {
      DocumentSource source = DocumentSource.ofFile(input);
      while (source.next()) {
        documents.add(new Document(source.number(), source.document()));
      }
      skippedUpdates = source.skippedUpdates();
    } catch (DocumentInputException unreadable) {
      throw new StackException(
          "The input %s cannot be read: %s".formatted(file, unreadable.getMessage()));
    }
    if (documents.isEmpty()) {
      throw new StackException("The input %s holds no document".formatted(file));
    }
    return new InputDocuments(List.copyOf(documents), skippedUpdates);
  }
}
