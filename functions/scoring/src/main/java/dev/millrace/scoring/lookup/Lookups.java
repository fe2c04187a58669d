package dev.millrace.scoring.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds rows of look-up tables: in memory where possible, else in the table, with the attributes
 * that any model wants. For one thread at a time.
 */
public final class Lookups {
  private final LookupCache cache;
  private final Set<String> attributes = new TreeSet<>();
  private LookupTable table;

  /** Look-ups that ask the cache first. */
  public Lookups(LookupCache cache, LookupTable table) {
    this.cache = Objects.requireNonNull(cache);
    this.table = Objects.requireNonNull(table);
  }

  /** Has rows found with these attributes too; rows in memory that may lack them are forgotten. */
  public void want(Set<String> more) {
    if (attributes.addAll(more)) {
      table = table.reading(attributes);
      cache.clear();
    }
  }

  /**
   * What a look-up gave.
   *
   * @param rows by key; empty for a key that has no row; a key whose look-up failed is absent
   * @param hits how many keys the cache knew
   * @param misses how many it did not
   */
  public record Found(Map<LookupKey, Optional<LookupRow>> rows, int hits, int misses) {}

  /**
   * Finds the rows of keys of any look-up tables, with one call for each hundred that the cache
   * does not have.
   */
  public Found find(Set<LookupKey> keys, Deadline deadline) {
    Map<LookupKey, Optional<LookupRow>> found = new HashMap<>();
    Set<LookupKey> missing = new HashSet<>();
    for (LookupKey key : keys) {
      cache.find(key).ifPresentOrElse(row -> found.put(key, row), () -> missing.add(key));
    }
    if (!missing.isEmpty()) {
      Map<LookupKey, Optional<LookupRow>> loaded = table.find(missing, deadline);
      loaded.forEach(cache::put);
      found.putAll(loaded);
    }
    return new Found(found, keys.size() - missing.size(), missing.size());
  }
}
