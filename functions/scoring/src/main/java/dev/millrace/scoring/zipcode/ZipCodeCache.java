package dev.millrace.scoring.zipcode;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Attributes of zip codes looked up before, the least recently used dropped first. Unknown zip
 * codes are remembered too. Thread-safe.
 */
public final class ZipCodeCache {
  @GuardedBy("this")
  private final LinkedHashMap<String, Loaded> entries;

  private final long ttlNanos;
  private final LongSupplier nanoTime;

  /**
   * An empty cache.
   *
   * @param nanoTime the ticker, {@link System#nanoTime()} but for tests
   */
  public ZipCodeCache(int maximumEntries, Duration ttl, LongSupplier nanoTime) {
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Loaded> eldest) {
            return size() > maximumEntries;
          }
        };
  }

  /**
   * The outer optional is empty when the zip code must be looked up, the inner one when it is known
   * to be unknown.
   */
  synchronized Optional<Optional<Map<String, Double>>> find(String zipCode) {
    Loaded entry = entries.get(zipCode);
    if (entry == null) {
      return Optional.empty();
    }
    if (nanoTime.getAsLong() - entry.loadedNanos >= ttlNanos) {
      entries.remove(zipCode);
      return Optional.empty();
    }
    return Optional.of(entry.attributes);
  }

  synchronized void put(String zipCode, Optional<Map<String, Double>> attributes) {
    entries.put(zipCode, new Loaded(attributes, nanoTime.getAsLong()));
  }

  private record Loaded(Optional<Map<String, Double>> attributes, long loadedNanos) {}
}
