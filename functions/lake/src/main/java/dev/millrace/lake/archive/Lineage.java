package dev.millrace.lake.archive;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which shards of a stream may be read: those whose parents are archived to their end, or have
 * expired from the stream. For one thread at a time.
 */
final class Lineage {
  private final List<ListedShard> shards;
  private final Set<String> open;

  /**
   * @param ended the shards that are archived to their end already
   */
  Lineage(List<ListedShard> shards, Collection<String> ended) {
    this.shards = shards;
    this.open = new HashSet<>(shards.stream().map(ListedShard::shardId).toList());
    open.removeAll(ended);
  }

  /** The shards that may be read now. */
  List<ListedShard> ready() {
    return shards.stream().filter(this::isReady).toList();
  }

  /** Takes note that a shard is archived to its end; the shards that may be read because of it. */
  List<ListedShard> ended(String shardId) {
    open.remove(shardId);
    return shards.stream()
        .filter(shard -> shard.parents().contains(shardId) && isReady(shard))
        .toList();
  }

  private boolean isReady(ListedShard shard) {
    return open.contains(shard.shardId()) && shard.parents().stream().noneMatch(open::contains);
  }
}
