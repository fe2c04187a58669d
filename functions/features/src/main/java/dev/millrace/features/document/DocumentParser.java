package dev.millrace.features.document;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldReader;
import dev.millrace.features.input.SingleDocument;
import dev.millrace.features.json.ParserFailure;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a record from a document: its id, its time, and the fields that features and look-ups are
 * computed from. What is not wanted is skipped, not decoded. Immutable and thread-safe.
 *
 * <p>What a document is {@link FieldReader} says; a list of one document, as {@link SingleDocument}
 * has it, is that document. An id is a text of 1 to {@value DocumentRecord#MAXIMUM_ID_BYTES} bytes,
 * or a number, which is the text of its value. A time is as {@link
 * dev.millrace.features.time.TimeFormat} says, from 2000-01-01 on; fractions of a millisecond are
 * cut.
 */
public final class DocumentParser {

  /** Reads a range of a buffer. */
  @FunctionalInterface
  interface Reading {
    ParsedDocument read(byte[] buffer, int offset, int length, Instant arrival);
  }

  private final Consumer<ParserFailure> failures;
  private final Reading reading;

  /**
   * A parser of documents.
   *
   * @param fields picks the fields that the record's reader and all features want
   * @param failures is told once of each document that the parser itself fails on, from the thread
   *     that parses; the document becomes a rejection with {@link Reason#PARSER_FAILED}
   */
  public DocumentParser(FieldReader fields, RecordReader record, Consumer<ParserFailure> failures) {
    this(reading(fields, record), failures);
  }

  /** A parser whose reading a test replaces. */
  DocumentParser(Reading reading, Consumer<ParserFailure> failures) {
    this.reading = reading;
    this.failures = Objects.requireNonNull(failures);
  }

  private static Reading reading(FieldReader reader, RecordReader record) {
    Objects.requireNonNull(reader);
    Objects.requireNonNull(record);
    return (buffer, offset, length, arrival) -> {
      ParsedDocument whole = read(reader, record, buffer, offset, length, arrival);
      return whole instanceof Rejection
          ? SingleDocument.of(buffer, offset, length)
              .map(document -> read(reader, record, document, 0, document.length, arrival))
              .orElse(whole)
          : whole;
    };
  }

  private static ParsedDocument read(
      FieldReader reader,
      RecordReader record,
      byte[] buffer,
      int offset,
      int length,
      Instant arrival) {
    DocumentFields fields = reader.read(buffer, offset, length);
    return record.read(fields, buffer, offset, length, arrival);
  }

  /** Writes a failure to the log of the platform. */
  public static void log(ParserFailure failure) {
    System.getLogger(DocumentParser.class.getName())
        .log(System.Logger.Level.ERROR, "Parsing a document failed with {0}", failure);
  }

  /** As {@link #parse(byte[], int, int, Instant)}, of a whole array. */
  public ParsedDocument parse(byte[] document, Instant arrival) {
    return parse(document, 0, document.length, arrival);
  }

  /**
   * The record, or what is wrong with the document: malformed JSON first, then the id, then the
   * event time. It never throws for what the bytes hold, and does not change the buffer: should its
   * code throw all the same, that is the document's reason, and stops no other document. A record
   * refers to the buffer.
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
}
