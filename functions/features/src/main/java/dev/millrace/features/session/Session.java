package dev.millrace.features.session;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A document that can be scored.
 *
 * @param id the document's {@code _id}: 1 to {@value #MAXIMUM_ID_BYTES} bytes of UTF-8
 * @param createdDateTime the event time, in whole milliseconds
 * @param zipCode five digits where the document held a US code, else what it held; empty when it
 *     held none
 * @param zipCodeInvalid whether the document held something else in a zip code's place
 */
public record Session(
    String id, Instant createdDateTime, Optional<String> zipCode, boolean zipCodeInvalid)
    implements ParsedDocument {

  /** Ids are table keys, and a DynamoDB partition key has at most this many bytes. */
  static final int MAXIMUM_ID_BYTES = 2048;

  /** A session whose zip code is there, or of which there is none. */
  public Session(String id, Instant createdDateTime, Optional<String> zipCode) {
    this(id, createdDateTime, zipCode, false);
  }

  /** Checks that nothing is null. */
  public Session {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(createdDateTime, "createdDateTime");
    Objects.requireNonNull(zipCode, "zipCode");
  }
}
