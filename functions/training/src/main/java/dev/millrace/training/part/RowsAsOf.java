package dev.millrace.training.part;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.tables.lookup.LookupHistory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What look-ups had stored under keys at a time. Immutable and thread-safe.
 *
 * @param tables the look-up tables that were read; keys of others count as without a row
 * @param history empty where no table was read
 */
record RowsAsOf(Set<String> tables, Optional<LookupHistory> history) {
  static final RowsAsOf NONE = new RowsAsOf(Set.of(), Optional.empty());

  /** The rows of the keys that were valid at a time. */
  Map<LookupKey, Optional<LookupRow>> find(List<LookupKey> keys, Instant time) {
    if (history.isEmpty()) {
      return Map.of();
    }
    Map<LookupKey, Optional<LookupRow>> rows = new HashMap<>();
    for (LookupKey key : keys) {
      if (tables.contains(key.table())) {
        rows.put(key, history.get().asOf(key, time));
      }
    }
    return rows;
  }
}
