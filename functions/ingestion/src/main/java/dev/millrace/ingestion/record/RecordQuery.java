package dev.millrace.ingestion.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which records to list.
 *
 * @param category only of this category; empty for all
 * @param from only of this time or later; empty for all
 * @param to only of a time before this one; empty for all
 * @param after the last record of the page before; empty for the first page
 * @param limit the most records that the page may hold, from 1
 */
public record RecordQuery(
    String owner,
    String source,
    Optional<String> category,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> after,
    int limit) {
  /** Checks the limit. */
  public RecordQuery {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(source);
    Objects.requireNonNull(category);
    Objects.requireNonNull(from);
    Objects.requireNonNull(to);
    Objects.requireNonNull(after);
    if (limit < 1) {
      throw new IllegalArgumentException("limit held %d, expected at least 1".formatted(limit));
    }
  }
}
