package dev.millrace.ingestion.quality.value;

import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The keys of a dataset as hashes: 22 to 64 bytes each, however long the keys are. Rows whose key
 * has a null are no keys. Not thread-safe.
 */
public final class KeyHashes implements KeyLookup {
  private final ValueHasher hasher = new ValueHasher();
  private final HashTable keys;
  private boolean complete = true;

  /**
   * No keys yet.
   *
   * @param limit the most keys, 1 to 134,217,728
   */
  public KeyHashes(int limit) {
    keys = new HashTable(0, limit);
  }

  /** Adds a row's key, that of a staged row or of a committed one. */
  public void add(Row row, List<String> columns) {
    add(columns.stream().map(row::value).toList());
  }

  /** Adds a key by its values, in the order of the lookup's columns. */
  public void add(List<?> values) {
    if (values.stream().allMatch(Objects::nonNull)) {
      complete &= keys.add(hasher.key(values)) != HashTable.NONE;
    }
  }

  @Override
  public boolean contains(List<?> values) {
    return keys.find(hasher.key(values)) != HashTable.NONE;
  }

  @Override
  public OptionalInt reachedLimit() {
    return complete ? OptionalInt.empty() : OptionalInt.of(keys.limit());
  }

  /** How many different keys there are. */
  public int size() {
    return keys.size();
  }
}
