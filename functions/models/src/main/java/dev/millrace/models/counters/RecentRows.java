package dev.millrace.models.counters;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The rows that were counted of late: a row is repeated in the log within minutes, when what wrote
 * it is invoked again. Batches are added in the order of the log. Not thread-safe.
 */
final class RecentRows {
  /** How far apart two rows of one id lie at most, by the log's clock. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  private record Batch(Instant lastLogged, long[] hashes) {}

  private final Deque<Batch> batches = new ArrayDeque<>();
  private final Set<Long> hashes = new HashSet<>();
  private Instant from;

  /**
   * No rows yet.
   *
   * @param from every batch of rows that were logged later is going to be added
   */
  RecentRows(Instant from) {
    this.from = from;
  }

  /** Whether all rows are known that one that was logged at this time may repeat. */
  boolean covers(Instant logged) {
    return !logged.minus(WINDOW).isBefore(from);
  }

  boolean contains(long hash) {
    return hashes.contains(hash);
  }

  /**
   * Adds a batch that was counted before.
   *
   * @param lastLogged when the log took the last of its rows
   */
  void restore(Instant lastLogged, long[] counted) {
    batches.addLast(new Batch(lastLogged, counted.clone()));
    for (long hash : counted) {
      hashes.add(hash);
    }
  }

  /** Adds the batch that was counted now, and forgets those that rows after it do not repeat. */
  void add(Instant lastLogged, long[] counted) {
    restore(lastLogged, counted);
    Instant oldest = lastLogged.minus(WINDOW.multipliedBy(2));
    while (batches.getFirst().lastLogged().isBefore(oldest)) {
      Batch old = batches.removeFirst();
      for (long hash : old.hashes()) {
        hashes.remove(hash);
      }
      from = old.lastLogged().isAfter(from) ? old.lastLogged() : from;
    }
  }
}
