package dev.millrace.lake.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a shard is archived.
 *
 * @param sequenceNumber of the last record that is in bronze and in the manifest; empty before the
 *     first
 * @param ended whether the shard is closed and archived to its end
 * @param updatedAt when the checkpoint moved last; empty before it did
 */
record Checkpoint(
    String stream,
    String shardId,
    Optional<String> sequenceNumber,
    boolean ended,
    Optional<Instant> updatedAt) {

  static Checkpoint none(String stream, String shardId) {
    return new Checkpoint(stream, shardId, Optional.empty(), false, Optional.empty());
  }
}
