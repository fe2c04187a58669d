package dev.millrace.lake.events;

import dev.millrace.common.Deadline;
import dev.millrace.lake.bronze.ManifestRow;
import dev.millrace.lake.bronze.ManifestTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The objects of bronze that silver has not consumed: of each shard in order, the shards taking
 * turns, so that a busy one does not keep the others waiting.
 */
final class PendingObjects {
  private final Deque<Iterator<ManifestRow>> shards = new ArrayDeque<>();

  PendingObjects(ManifestTable manifest, String stream, Cursors silver, Deadline deadline) {
    for (String shardId : manifest.shards(stream, deadline)) {
      shards.add(manifest.rowsAfter(stream, shardId, silver.of(shardId), deadline));
    }
  }

  /** The next object; empty when none is left. */
  Optional<ManifestRow> next() {
    while (!shards.isEmpty()) {
      Iterator<ManifestRow> rows = shards.remove();
      if (rows.hasNext()) {
        shards.add(rows);
        return Optional.of(rows.next());
      }
    }
    return Optional.empty();
  }
}
