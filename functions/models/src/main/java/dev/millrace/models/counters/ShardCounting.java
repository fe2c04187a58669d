package dev.millrace.models.counters;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.common.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts one shard of the prediction log. The rows of late and the counts that grow are kept in
 * memory, and read again when another process has counted a batch of the shard meanwhile. Not
 * thread-safe.
 */
final class ShardCounting {
  private static final Logger LOG = LoggerFactory.getLogger(ShardCounting.class);

  /** A transaction takes 100 items: two of the batch, and a few are left. */
  private static final int COUNTERS_OF_A_BATCH = 90;

  /** 8 bytes a row, of the 400 KB that an item may have. */
  private static final int ROWS_OF_A_BATCH = 10_000;

  private static final int COUNTERS_KEPT = 500;
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final CounterTable table;
  private final String shard;

  /** Of the counters that were used last. */
  private final Map<CounterKey, VersionCounts> counters = new LeastRecentlyUsed<>(COUNTERS_KEPT);

  private Optional<RecentRows> recent = Optional.empty();
  private long head;

  ShardCounting(CounterTable table, String shard) {
    this.table = Objects.requireNonNull(table);
    this.shard = Objects.requireNonNull(shard);
  }

  private record Row(StreamRecord at, LoggedPrediction prediction) {
    Set<CounterKey> keys(String shard) {
      Set<CounterKey> keys = new HashSet<>();
      for (CountedAnswer answer : prediction.answers()) {
        keys.add(CounterKey.running(answer, shard));
        keys.add(CounterKey.minute(answer, at.arrival(), shard));
      }
      return keys;
    }
  }

  /**
   * Counts records of the shard, in their order.
   *
   * @throws IllegalStateException when other processes count the shard at the same time, again and
   *     again
   */
  CountingOutcome count(List<StreamRecord> records, Deadline deadline) {
    CountingOutcome outcome = CountingOutcome.NONE;
    List<Row> rows = new ArrayList<>();
    Set<CounterKey> keys = new HashSet<>();
    for (StreamRecord at : records) {
      Optional<LoggedPrediction> read = LoggedPrediction.read(at.data());
      if (read.isEmpty()) {
        LOG.warn("{} of the prediction log is no row of it", at.position().recordId());
        outcome = outcome.plus(new CountingOutcome(0, 0, 0, 0, 1));
        continue;
      }
      if (read.get().answers().isEmpty()) {
        continue;
      }
      Row row = new Row(at, read.get());
      Set<CounterKey> more = row.keys(shard);
      more.removeAll(keys);
      if (keys.size() + more.size() > COUNTERS_OF_A_BATCH || rows.size() == ROWS_OF_A_BATCH) {
        outcome = outcome.plus(batch(rows, deadline));
        rows = new ArrayList<>();
        keys = new HashSet<>();
        more = row.keys(shard);
      }
      keys.addAll(more);
      rows.add(row);
    }
    return rows.isEmpty() ? outcome : outcome.plus(batch(rows, deadline));
  }

  private CountingOutcome batch(List<Row> rows, Deadline deadline) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      RecentRows known = known(rows, deadline);
      List<Row> fresh = fresh(rows, known);
      int repeated = rows.size() - fresh.size();
      CountingOutcome outcome = new CountingOutcome(0, 0, 0, repeated, 0);
      if (fresh.isEmpty()) {
        return outcome;
      }
      // Whatever becomes of the write, until it is known memory is not what the table holds.
      recent = Optional.empty();
      CountedBatch batch = counted(fresh, deadline);
      if (table.write(batch, deadline)) {
        head++;
        known.add(batch.lastLogged(), batch.hashes());
        recent = Optional.of(known);
        for (Row row : fresh) {
          for (CountedAnswer answer : row.prediction().answers()) {
            outcome = outcome.plus(answer);
          }
        }
        return outcome;
      }
      if (!deadline.pauseUnlessInterrupted(PAUSE.multipliedBy(attempt))) {
        break;
      }
    }
    throw new IllegalStateException(
        "Another process counts the shard %s at the same time, expected one".formatted(shard));
  }

  /** The rows of late, from memory or from the table. */
  private RecentRows known(List<Row> rows, Deadline deadline) {
    Instant first = rows.getFirst().at().arrival();
    if (recent.isEmpty() || !recent.get().covers(first)) {
      counters.clear();
      head = table.head(shard, deadline);
      recent =
          Optional.of(
              table.recent(shard, first.minus(RecentRows.WINDOW.multipliedBy(2)), deadline));
    }
    return recent.get();
  }

  private static List<Row> fresh(List<Row> rows, RecentRows known) {
    Set<Long> seen = new HashSet<>();
    return rows.stream()
        .filter(row -> !known.contains(row.prediction().hash()))
        .filter(row -> seen.add(row.prediction().hash()))
        .toList();
  }

  private CountedBatch counted(List<Row> fresh, Deadline deadline) {
    Set<CounterKey> keys = new HashSet<>();
    fresh.forEach(row -> keys.addAll(row.keys(shard)));
    Set<CounterKey> unknown = new HashSet<>(keys);
    unknown.removeAll(counters.keySet());
    Map<CounterKey, VersionCounts> read = table.read(unknown, deadline);
    unknown.forEach(key -> counters.put(key, read.getOrDefault(key, new VersionCounts())));
    for (Row row : fresh) {
      for (CountedAnswer answer : row.prediction().answers()) {
        counters.get(CounterKey.running(answer, shard)).add(answer);
        counters.get(CounterKey.minute(answer, row.at().arrival(), shard)).add(answer);
      }
    }
    Map<CounterKey, VersionCounts> counts = new HashMap<>();
    keys.forEach(key -> counts.put(key, counters.get(key)));
    return new CountedBatch(
        shard,
        head,
        fresh.getFirst().at().deliveredSequenceNumber(),
        fresh.stream().map(row -> row.at().arrival()).max(Instant::compareTo).orElseThrow(),
        fresh.stream().mapToLong(row -> row.prediction().hash()).toArray(),
        counts);
  }
}
