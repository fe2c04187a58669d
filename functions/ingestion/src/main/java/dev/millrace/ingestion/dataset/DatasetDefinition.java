package dev.millrace.ingestion.dataset;

import dev.millrace.ingestion.dataset.column.TypeChanges;
import dev.millrace.ingestion.row.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a source says of the dataset that its rows go to.
 *
 * @param name of the table in silver, {@code [a-z][a-z0-9_]{0,62}}
 * @param key the fields whose values tell rows apart, at most 8; none where rows are only appended
 * @param timeColumn the field that says when a row was made
 * @param owner who posted the source
 */
public record DatasetDefinition(
    String name,
    List<String> key,
    Optional<String> timeColumn,
    TypeChanges typeChanges,
    String owner) {
  /** The most fields that a key can have. */
  public static final int MOST_KEY_FIELDS = 8;

  private static final String NAME = "[a-z][a-z0-9_]{0,62}";

  /** Checks name and key. */
  public DatasetDefinition {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "dataset held \"%.200s\", expected %s".formatted(name, NAME));
    }
    key = List.copyOf(key);
    if (key.size() > MOST_KEY_FIELDS || new HashSet<>(key).size() < key.size()) {
      throw new IllegalArgumentException(
          "key of %s held %s, expected at most %d different fields"
              .formatted(name, key, MOST_KEY_FIELDS));
    }
    Objects.requireNonNull(timeColumn);
    Objects.requireNonNull(typeChanges);
    Objects.requireNonNull(owner);
  }

  /** Whether a dataset can have this name. */
  public static boolean isName(String name) {
    return name.matches(NAME);
  }

  /**
   * The first field of the key that the row has no value in, so that it cannot be stored; empty
   * where it can.
   */
  public Optional<String> missingKey(Row row) {
    return key.stream().filter(field -> row.value(field) == null).findFirst();
  }
}
