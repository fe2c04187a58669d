package dev.millrace.ingestion.event;

import dev.millrace.common.http.Problem;
import dev.millrace.features.input.DocumentInputException;
import dev.millrace.features.input.DocumentSource;
import java.io.IOException;
import java.util.function.Consumer;

/** The lines of a request's body, each byte for byte. */
final class EventLines {
  private EventLines() {}

  /**
   * Hands over each line that is not blank, in order.
   *
   * @throws Problem when the body begins as no UTF-8 text does
   */
  static void forEach(byte[] body, Consumer<DocumentSource> action) {
    try {
      DocumentSource source = DocumentSource.ofLines(body);
      while (source.next()) {
        action.accept(source);
      }
    } catch (DocumentInputException unreadable) {
      throw Problem.badRequest("The body cannot be read: " + unreadable.getMessage());
    } catch (IOException impossible) {
      throw new IllegalStateException("Reading from memory failed", impossible);
    }
  }
}
