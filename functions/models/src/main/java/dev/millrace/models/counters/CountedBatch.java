package dev.millrace.models.counters;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What is written when a batch of rows is counted.
 *
 * @param head how many batches of the shard were counted before it
 * @param firstSequenceNumber of the first row that it counts
 * @param lastLogged when the log took the last of its rows
 * @param hashes of the rows that it counts; not to be modified
 * @param counts all of each counter that it changes, itself included
 */
record CountedBatch(
    String shard,
    long head,
    String firstSequenceNumber,
    Instant lastLogged,
    long[] hashes,
    Map<CounterKey, VersionCounts> counts) {
  CountedBatch {
    Objects.requireNonNull(shard, "shard");
    Objects.requireNonNull(firstSequenceNumber, "firstSequenceNumber");
    Objects.requireNonNull(lastLogged, "lastLogged");
    Objects.requireNonNull(hashes, "hashes");
    counts = Map.copyOf(counts);
  }
}
