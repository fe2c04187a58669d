package dev.millrace.scoring.http;

import dev.millrace.common.http.Problem;
import dev.millrace.features.input.DocumentInputException;
import dev.millrace.features.input.DocumentSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The documents of a request's body, each byte for byte.
 *
 * @param list whether they came in an array, a search answer or a bulk request, even if of one
 */
record Documents(boolean list, List<byte[]> all) {
  static final int MAXIMUM = 500;

  /**
   * Cuts a body into its documents. An element of an array that is no JSON is a document like any
   * other: its parser tells what is wrong with it.
   *
   * @throws Problem when the body begins an array or a search answer that does not end, or holds a
   *     list that is not of 1 to {@value #MAXIMUM} documents
   */
  static Documents cut(byte[] body) {
    List<byte[]> documents = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    DocumentSource source =
        read(
            body,
            next -> {
              if (count.incrementAndGet() <= MAXIMUM) {
                documents.add(next.document());
              }
            });
    if (count.get() == 0 || count.get() > MAXIMUM) {
      throw Problem.badRequest(
          "The body holds %d documents; expected 1 to %d".formatted(count.get(), MAXIMUM));
    }
    return new Documents(!source.isSingle(), documents);
  }

  private static DocumentSource read(byte[] body, Consumer<DocumentSource> action) {
    try {
      DocumentSource source = DocumentSource.ofJson(body);
      while (source.next()) {
        action.accept(source);
      }
      return source;
    } catch (DocumentInputException unreadable) {
      throw Problem.badRequest("The body cannot be read: " + unreadable.getMessage());
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading from memory failed", impossible);
    }
  }
}
