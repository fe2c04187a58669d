package dev.millrace.features.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The document of a record that came as a list of one: a bulk action with its source, a search
 * answer with one hit, or an array of one. A record has one outcome, so that a list of several
 * stays what it is.
 */
public final class SingleDocument {
  private SingleDocument() {}

  /**
   * The document, byte for byte; empty where the record is not a list of one. Meant for a record
   * that is no document itself: whether it is, its parser tells faster.
   *
   * @throws IndexOutOfBoundsException when the range is not in the buffer
   */
  public static Optional<byte[]> of(byte[] buffer, int offset, int length) {
    byte[] record = Arrays.copyOfRange(buffer, offset, offset + length);
    try {
      DocumentSource source = DocumentSource.ofJson(record);
      if (source.isSingle() || !source.next()) {
        return Optional.empty();
      }
      byte[] document = source.document();
      return source.next() ? Optional.empty() : Optional.of(document);
    } catch (DocumentInputException notToBeCut) {
      // Its parser says what is wrong with the record as a whole.
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed", impossible);
    }
  }
}
