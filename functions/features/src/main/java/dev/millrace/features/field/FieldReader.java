package dev.millrace.features.field;

import dev.millrace.features.json.MalformedJson;
import dev.millrace.features.json.Utf8;
import java.util.Objects;
import java.util.Optional;

/**
 * Picks the wanted fields from documents, one pass over the bytes of each: what is not wanted is
 * checked and skipped, and nothing is allocated for it. Thread-safe.
 *
 * <p>A document is one JSON object in well-formed UTF-8, without a byte order mark, with nothing
 * but white space around it; nested at most {@value
 * dev.millrace.features.json.DocumentStream#MAXIMUM_DEPTH} deep, its names at most {@value
 * dev.millrace.features.json.DocumentStream#MAXIMUM_NAME_LENGTH} and its numbers at most {@value
 * dev.millrace.features.json.DocumentStream#MAXIMUM_NUMBER_LENGTH} characters long. Of members with
 * the same name in one object the last counts, with all that is in it; escapes in a name are the
 * characters that they stand for. A name with dots in it is that of a field inside: {@code {"a.b":
 * 1, "a": {"c": 2}}} holds the fields {@code a.b} and {@code a.c}; of several that are the same
 * field the last counts.
 *
 * <p>A field that is an array of one element is that element. An object whose only member is one of
 * MongoDB's ({@code $date}, {@code $oid}, {@code $numberLong}, {@code $numberInt}, {@code
 * $numberDouble}, {@code $numberDecimal}) is that member's value.
 */
public final class FieldReader {
  private final FieldTree tree;
  private final JsonDocuments documents = new JsonDocuments();

  /** A reader of these fields. */
  public FieldReader(FieldTree tree) {
    this.tree = Objects.requireNonNull(tree);
  }

  /**
   * The document's wanted fields. They refer to the buffer, which must not change while they are in
   * use.
   */
  public DocumentFields read(byte[] buffer, int offset, int length) {
    int end = offset + length;
    DocumentFields fields = new DocumentFields(tree, buffer);
    return new PlainFields(tree, fields, buffer, offset, end).read()
        ? fields
        : readJson(buffer, offset, end, Utf8.firstMalformed(buffer, offset, end));
  }

  /** Reads what is not plain, or wrong. */
  DocumentFields readJson(byte[] buffer, int offset, int end, int notUtf8) {
    DocumentFields fields = new DocumentFields(tree, buffer);
    // What stands before may still tell the id.
    int readable = notUtf8 < 0 ? end : notUtf8;
    Optional<String> malformed =
        documents.read(buffer, offset, readable, new JsonFields(tree, fields));
    if (notUtf8 >= 0) {
      fields.setMalformed(MalformedJson.notUtf8(notUtf8 - offset, buffer[notUtf8]));
    } else {
      malformed.ifPresent(fields::setMalformed);
    }
    return fields;
  }
}
