package dev.millrace.lake.cleaning;

import dev.millrace.common.Deadline;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The objects of bronze that silver has not consumed, or not to their end: of each shard in order,
 * the shards taking turns, so that a busy one does not keep the others waiting.
 */
final class PendingObjects {
  private final Deque<Iterator<ManifestRow>> shards = new ArrayDeque<>();

  /**
   * The objects behind silver's cursors.
   *
   * @param expired is handed those that are past their time, and are left out
   */
  PendingObjects(
      ManifestTable manifest,
      String stream,
      Cursors silver,
      Consumer<ManifestRow> expired,
      Deadline deadline) {
    for (String shardId : manifest.shards(stream, deadline)) {
      shards.add(
          silver
              .objectInProgress(shardId)
              .map(first -> manifest.rowsFrom(stream, shardId, first, expired, deadline))
              .orElseGet(
                  () ->
                      manifest.rowsAfter(stream, shardId, silver.of(shardId), expired, deadline)));
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
