package dev.millrace.ingestion.record;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose and which rows a job stores as records, and which of their columns say what.
 *
 * @param owner the caller's id that the job belongs to
 * @param source its name, {@code [a-z][a-z0-9_-]{0,62}}
 * @param key the columns that tell a row from others of the source, in an order that stays the same
 *     from job to job; none where each row of each job is a record of its own
 * @param category the column whose value, or whose list's elements, are the row's categories; empty
 *     where rows have none
 * @param time the column by which rows are listed; empty where that is when they were first stored
 */
public record RecordSource(
    String owner,
    String source,
    List<String> key,
    Optional<String> category,
    Optional<String> time) {
  /** Checks the names, and copies the list. */
  public RecordSource {
    requireNotBlank("owner", owner);
    requireNotBlank("source", source);
    key = List.copyOf(key);
    Objects.requireNonNull(category);
    Objects.requireNonNull(time);
  }

  private static void requireNotBlank(String name, String held) {
    if (held.isBlank()) {
      throw new IllegalArgumentException("%s is blank; expected a name".formatted(name));
    }
  }
}
