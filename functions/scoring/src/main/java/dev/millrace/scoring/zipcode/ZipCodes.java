package dev.millrace.scoring.zipcode;

import dev.millrace.common.Deadline;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What is known about zip codes: from memory where possible, else from the table. */
public final class ZipCodes {
  private final ZipCodeCache cache;
  private final ZipCodeTable table;

  /** Look-ups that ask the cache first. Thread-safe. */
  public ZipCodes(ZipCodeCache cache, ZipCodeTable table) {
    this.cache = Objects.requireNonNull(cache);
    this.table = Objects.requireNonNull(table);
  }

  /**
   * What a look-up gave.
   *
   * @param attributes by zip code; empty for an unknown one; a zip code whose look-up failed is
   *     absent
   * @param hits how many zip codes the cache knew
   * @param misses how many it did not
   */
  public record Found(
      Map<String, Optional<Map<String, Double>>> attributes, int hits, int misses) {}

  /** What is known of zip codes, with one call for all that the cache does not have. */
  public Found find(Set<String> zipCodes, Deadline deadline) {
    Map<String, Optional<Map<String, Double>>> found = new HashMap<>();
    Set<String> missing = new HashSet<>();
    for (String zipCode : zipCodes) {
      cache
          .find(zipCode)
          .ifPresentOrElse(known -> found.put(zipCode, known), () -> missing.add(zipCode));
    }
    if (!missing.isEmpty()) {
      Map<String, Optional<Map<String, Double>>> loaded = table.find(missing, deadline);
      loaded.forEach(cache::put);
      found.putAll(loaded);
    }
    return new Found(found, zipCodes.size() - missing.size(), missing.size());
  }
}
