package dev.millrace.models.counters;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.common.stream.StreamRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Counts what versions did from the prediction log, each row once: see {@link CounterTable}. Calls
 * throw {@link software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached
 * in time. Not thread-safe.
 */
public final class PredictionCounting {
  private static final int SHARDS_KEPT = 16;

  private final CounterTable table;
  private final Map<String, ShardCounting> shards = new LeastRecentlyUsed<>(SHARDS_KEPT);

  /** Counts into a table. */
  public PredictionCounting(CounterTable table) {
    this.table = Objects.requireNonNull(table);
  }

  /** Counts a batch of the log; one that is delivered again changes nothing. */
  public CountingOutcome count(List<StreamRecord> records, Deadline deadline) {
    Map<String, List<StreamRecord>> byShard = new LinkedHashMap<>();
    for (StreamRecord at : records) {
      byShard.computeIfAbsent(at.position().shardId(), _ -> new ArrayList<>()).add(at);
    }
    CountingOutcome outcome = CountingOutcome.NONE;
    for (Map.Entry<String, List<StreamRecord>> shard : byShard.entrySet()) {
      outcome =
          outcome.plus(
              shards
                  .computeIfAbsent(shard.getKey(), id -> new ShardCounting(table, id))
                  .count(shard.getValue(), deadline));
    }
    return outcome;
  }
}
