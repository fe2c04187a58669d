package dev.millrace.features.document;

import java.util.Objects;
import java.util.Optional;

/**
 * A document that can never be scored.
 *
 * @param id the document's {@code _id} where one can be read; of malformed JSON, the one that
 *     stands before what is malformed
 * @param reason what is wrong
 * @param detail a sentence: the field, what it held (at most 100 characters of it), what was
 *     expected
 */
public record Rejection(Optional<String> id, Reason reason, String detail)
    implements ParsedDocument {

  /** Checks that nothing is null. */
  public Rejection {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }
}
