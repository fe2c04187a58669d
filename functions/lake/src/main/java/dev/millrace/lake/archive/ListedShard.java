package dev.millrace.lake.archive;

import java.util.Set;

/**
 * A shard as its stream listed it when the run began.
 *
 * @param parents the shards that were split or merged into this one; none, one or two
 * @param closed whether it takes no more records
 */
record ListedShard(String shardId, Set<String> parents, boolean closed) {}
