package dev.millrace.features.session;

import dev.millrace.features.json.DocumentStream;
import dev.millrace.features.json.MalformedJson;
import dev.millrace.features.json.ParserFailure;
import dev.millrace.features.json.Utf8;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a session from a document: its id is the string {@code _id} at the root, if the paths say
 * so with {@code _index} and a slash before it; its event time and zip code stand at configured
 * paths. Nothing else is kept: what is not wanted is skipped, not decoded. Immutable and
 * thread-safe.
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
 * <p>The zip code is a string of at most {@value ZipCode#MAXIMUM_LENGTH} characters after trimming
 * Unicode's white space, or a whole number that is not negative, which is read as the string of its
 * digits is. Up to five digits are a US code, padded to five with zeros ({@code 1099} and {@code
 * 1099.0} are {@code 01099}); an extension behind a dash or a space, or as the last four of nine
 * digits, is cut off ({@code 94105-1234}, {@code 94105-}, {@code 941051234}). Any other string
 * stays as it is. Anything else counts as no zip code and is no reason for a rejection.
 */
public final class SessionParser {

  /** Reads a range of a buffer. */
  @FunctionalInterface
  interface Reading {
    ParsedDocument read(byte[] buffer, int offset, int length, Instant arrival);
  }

  private final WantedFields wanted;
  private final EventTimeField eventTime;
  private final JsonDocuments documents = new JsonDocuments();
  private final Consumer<ParserFailure> failures;
  private final Reading reading;

  /** As the constructor below, with failures in the log of the platform. */
  public SessionParser(FieldPaths paths, Duration maximumAheadOfArrival) {
    this(paths, maximumAheadOfArrival, SessionParser::log);
  }

  /**
   * A parser of documents whose fields stand at these paths.
   *
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @param failures is told once of each document that the parser itself fails on, from the thread
   *     that parses; the document becomes a rejection with {@link Reason#PARSER_FAILED}
   * @throws IllegalArgumentException when the duration is negative
   */
  public SessionParser(
      FieldPaths paths, Duration maximumAheadOfArrival, Consumer<ParserFailure> failures) {
    this(paths, maximumAheadOfArrival, failures, null);
  }

  /** A parser whose reading a test replaces; null for its own. */
  SessionParser(
      FieldPaths paths,
      Duration maximumAheadOfArrival,
      Consumer<ParserFailure> failures,
      Reading reading) {
    if (maximumAheadOfArrival.isNegative()) {
      throw new IllegalArgumentException(
          "maximumAheadOfArrival held %s, expected a duration that is not negative"
              .formatted(maximumAheadOfArrival));
    }
    this.wanted = WantedFields.of(paths);
    this.eventTime = new EventTimeField(paths.createdDateTime(), maximumAheadOfArrival);
    this.failures = failures;
    this.reading = reading == null ? this::read : reading;
  }

  static void log(ParserFailure failure) {
    System.getLogger(SessionParser.class.getName())
        .log(System.Logger.Level.ERROR, "Parsing a document failed with {0}", failure);
  }

  /** As {@link #parse(byte[], int, int, Instant)}, of a whole array. */
  public ParsedDocument parse(byte[] document, Instant arrival) {
    return parse(document, 0, document.length, arrival);
  }

  /**
   * The session, or what is wrong with the document: malformed JSON first, then the id, then the
   * event time. It never throws for what the bytes hold, and does not change or keep the buffer:
   * should its code throw all the same, that is the document's reason, and stops no other document.
   *
   * @param arrival when the stream or the request took the document
   * @throws IndexOutOfBoundsException when the range is not in the buffer
   */
  public ParsedDocument parse(byte[] buffer, int offset, int length, Instant arrival) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    Objects.requireNonNull(arrival, "arrival");
    try {
      return reading.read(buffer, offset, length, arrival);
    } catch (RuntimeException | StackOverflowError thrown) {
      failures.accept(ParserFailure.of(thrown));
      return new Rejection(
          Optional.empty(), Reason.PARSER_FAILED, ParserFailure.detail("document"));
    }
  }

  private ParsedDocument read(byte[] buffer, int offset, int length, Instant arrival) {
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
