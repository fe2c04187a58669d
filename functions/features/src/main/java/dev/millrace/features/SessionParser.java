package dev.millrace.features;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a session from a document: its id is the string {@code _id} at the root, its event time and
 * zip code stand at configured paths. Nothing else is kept: what is not wanted is skipped, not
 * decoded. Immutable and thread-safe.
 *
 * <p>Most documents are read by {@link PlainDocument}; whatever it gives up on, a JSON parser
 * reads.
 *
 * <p>A document is one JSON object in well-formed UTF-8, without a byte order mark, with nothing
 * but white space around it; nested at most {@value DocumentStream#MAXIMUM_DEPTH} deep, its names
 * at most {@value DocumentStream#MAXIMUM_NAME_LENGTH} and its numbers at most {@value
 * DocumentStream#MAXIMUM_NUMBER_LENGTH} characters long. Of members with the same name in one
 * object the last counts, with all that is in it; escapes in a name are the characters that they
 * stand for.
 *
 * <p>The event time is epoch milliseconds (a whole number in any notation, so {@code 1e12} too, or
 * a string of ASCII digits), an ISO-8601 date and time with an offset, or an object whose only
 * member {@code $date} is either. Null is missing. Fractions of a millisecond are cut.
 *
 * <p>The zip code is a string of at most {@value ZipCode#MAXIMUM_LENGTH} characters after trimming,
 * of which {@code 94105-1234} becomes {@code 94105}, or a whole number from 0 to 99999, padded to
 * five digits. Anything else counts as no zip code and is no reason for a rejection.
 */
public final class SessionParser {

  private final WantedFields wanted;
  private final EventTimeField eventTime;
  private final JsonDocuments documents = new JsonDocuments();

  /**
   * A parser of documents whose fields stand at these paths.
   *
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @throws IllegalArgumentException when that is negative
   */
  public SessionParser(FieldPaths paths, Duration maximumAheadOfArrival) {
    if (maximumAheadOfArrival.isNegative()) {
      throw new IllegalArgumentException(
          "maximumAheadOfArrival held %s, expected a duration that is not negative"
              .formatted(maximumAheadOfArrival));
    }
    this.wanted = WantedFields.of(paths);
    this.eventTime = new EventTimeField(paths.createdDateTime(), maximumAheadOfArrival);
  }

  /** As {@link #parse(byte[], int, int, Instant)}, of a whole array. */
  public ParsedDocument parse(byte[] document, Instant arrival) {
    return parse(document, 0, document.length, arrival);
  }

  /**
   * The session, or what is wrong with the document: malformed JSON first, then the id, then the
   * event time. It never throws for what the bytes hold, and does not change or keep the buffer.
   *
   * @param arrival when the stream or the request took the document
   * @throws IndexOutOfBoundsException when the range is not in the buffer
   */
  public ParsedDocument parse(byte[] buffer, int offset, int length, Instant arrival) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int notUtf8 = Utf8.firstMalformed(buffer, offset, offset + length);
    if (notUtf8 < 0) {
      Optional<Session> session =
          new PlainDocument(buffer, offset, offset + length).session(wanted, eventTime, arrival);
      if (session.isPresent()) {
        return session.get();
      }
    }
    return parseJson(buffer, offset, length, arrival, notUtf8);
  }

  /** Reads what is not plain, or wrong. */
  ParsedDocument parseJson(byte[] buffer, int offset, int length, Instant arrival, int notUtf8) {
    // What stands before may still tell the id.
    int end = notUtf8 < 0 ? offset + length : notUtf8;
    DocumentReader reader = new DocumentReader(wanted, eventTime, arrival);
    Optional<String> malformed = documents.read(buffer, offset, end, reader);
    if (notUtf8 >= 0) {
      malformed = Optional.of(MalformedJson.notUtf8(notUtf8 - offset, buffer[notUtf8]));
    }
    return malformed.isPresent()
        ? new Rejection(reader.id(), Reason.MALFORMED_JSON, malformed.get())
        : reader.document();
  }
}
