package dev.millrace.lake.events;

import dev.millrace.common.stream.SequenceNumbers;
import dev.millrace.lake.bronze.ManifestRow;
import dev.millrace.lake.table.LakeTable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.UpdateProperties;

/** How far a table is on each shard: properties that move in the commit of the rows. */
final class Cursors {
  private static final String PREFIX = "millrace.cursor.";
  private static final String NONE = "0";

  private final Map<String, String> read;
  private final SortedMap<String, Consumed> consumed = new TreeMap<>();

  /** What is consumed of one shard, from its first sequence number to its last. */
  private record Consumed(String first, String last) {
    Consumed(ManifestRow object) {
      this(object.firstSequenceNumber(), object.lastSequenceNumber());
    }

    Consumed and(Consumed next) {
      return new Consumed(first, next.last);
    }
  }

  private Cursors(Map<String, String> read) {
    this.read = read;
  }

  static Cursors of(LakeTable state) {
    return new Cursors(state.properties());
  }

  /** The last sequence number that the table held of the shard when it was read, padded. */
  String of(String shardId) {
    return SequenceNumbers.padded(read.getOrDefault(PREFIX + shardId, NONE));
  }

  /** Whether the table held records of the object, or later ones, when it was read. */
  boolean isPast(ManifestRow object) {
    return of(object.shardId()).compareTo(SequenceNumbers.padded(object.firstSequenceNumber()))
        >= 0;
  }

  /** Notes an object that the next commit consumes, of each shard in order. */
  void consume(ManifestRow object) {
    consumed.merge(object.shardId(), new Consumed(object), Consumed::and);
  }

  /** Moves the properties on, never back. */
  void moveOn(UpdateProperties properties) {
    consumed.forEach(
        (shardId, range) -> {
          String last = SequenceNumbers.padded(range.last());
          if (last.compareTo(of(shardId)) > 0) {
            properties.set(PREFIX + shardId, last);
          }
        });
  }

  /** What the commit consumed: {@code <shard_id>:<first>-<last>}, comma-separated. */
  String summary() {
    return consumed.entrySet().stream()
        .map(
            shard ->
                "%s:%s-%s"
                    .formatted(shard.getKey(), shard.getValue().first(), shard.getValue().last()))
        .collect(Collectors.joining(","));
  }
}
