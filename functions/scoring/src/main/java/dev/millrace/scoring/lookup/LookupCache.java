package dev.millrace.scoring.lookup;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Rows that were looked up before, of all look-up tables, the least recently used dropped first.
 * Keys that have no row are remembered too. Thread-safe.
 */
public final class LookupCache {
  @GuardedBy("this")
  private final Map<LookupKey, Loaded> entries;

  private final long ttlNanos;
  private final LongSupplier nanoTime;

  /**
   * An empty cache.
   *
   * @param maximumEntries the most keys that are kept
   * @param ttl how long an entry is used after it was loaded
   * @param nanoTime the ticker, {@link System#nanoTime()} but for tests
   */
  public LookupCache(int maximumEntries, Duration ttl, LongSupplier nanoTime) {
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.entries = new LeastRecentlyUsed<>(maximumEntries);
  }

  /**
   * The outer optional is empty when the key must be looked up, the inner one when it is known to
   * have no row.
   */
  synchronized Optional<Optional<LookupRow>> find(LookupKey key) {
    Loaded entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (nanoTime.getAsLong() - entry.loadedNanos >= ttlNanos) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.row);
  }

  synchronized void put(LookupKey key, Optional<LookupRow> row) {
    entries.put(key, new Loaded(row, nanoTime.getAsLong()));
  }

  /** Forgets all rows. */
  synchronized void clear() {
    entries.clear();
  }

  private record Loaded(Optional<LookupRow> row, long loadedNanos) {}
}
