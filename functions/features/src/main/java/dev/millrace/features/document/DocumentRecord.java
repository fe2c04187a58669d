package dev.millrace.features.document;

import dev.millrace.features.field.DocumentFields;
import java.time.Instant;
import java.util.Objects;

/**
 * A document that can be scored. Its fields are ranges of the bytes that were parsed, which must
 * not change while it is in use. Immutable.
 *
 * @param id 1 to {@value #MAXIMUM_ID_BYTES} bytes of UTF-8
 * @param eventTime when the event was, in whole milliseconds
 * @param fields what stands at the fields that features and look-ups are computed from
 */
public record DocumentRecord(String id, Instant eventTime, DocumentFields fields)
    implements ParsedDocument {

  /** Ids are table keys, and a DynamoDB partition key has at most this many bytes. */
  public static final int MAXIMUM_ID_BYTES = 2048;

  /** Checks that nothing is null. */
  public DocumentRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(eventTime, "eventTime");
    Objects.requireNonNull(fields, "fields");
  }
}
