package dev.millrace.lake.cleaning;

import dev.millrace.common.stream.SequenceNumbers;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.ManifestRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.UpdateProperties;

/**
 * How far a table is on each shard: properties that move in the commit of the rows. A shard's
 * cursor can be inside of an object of bronze; a second property says then which one that is.
 */
final class Cursors {
  private static final String CURSOR = "millrace.cursor.";
  private static final String OBJECT_IN_PROGRESS = "millrace.object-in-progress.";
  private static final String NONE = "0";

  private final Map<String, String> read;
  private final SortedMap<String, Consumed> consumed = new TreeMap<>();
  private final Map<String, String> inProgress = new HashMap<>();

  /** What is consumed of one shard, from its first sequence number to its last. */
  private record Consumed(String first, String last) {
    Consumed and(Consumed next) {
      return new Consumed(first, next.last);
    }
  }

  private Cursors(Map<String, String> read) {
    this.read = read;
  }

  static Cursors of(TableState state) {
    return new Cursors(state.properties());
  }

  /** The last sequence number that the table held of the shard when it was read, padded. */
  String of(String shardId) {
    return SequenceNumbers.padded(read.getOrDefault(CURSOR + shardId, NONE));
  }

  /**
   * The first sequence number of the object that the shard's cursor was inside of when the table
   * was read; empty when it was at the end of one, or before all.
   */
  Optional<String> objectInProgress(String shardId) {
    return Optional.ofNullable(read.get(OBJECT_IN_PROGRESS + shardId));
  }

  /** Whether the table held this record of the shard, or later ones, when it was read. */
  boolean isPast(String shardId, String sequenceNumber) {
    return of(shardId).compareTo(SequenceNumbers.padded(sequenceNumber)) >= 0;
  }

  /**
   * Notes records of an object that the next commit consumes, of each shard in order.
   *
   * @param first the sequence number of the first of them
   * @param last of the last one
   * @param atEnd whether it is the object's last
   */
  void consume(ManifestRow object, String first, String last, boolean atEnd) {
    consumed.merge(object.shardId(), new Consumed(first, last), Consumed::and);
    if (atEnd) {
      inProgress.remove(object.shardId());
    } else {
      inProgress.put(object.shardId(), object.firstSequenceNumber());
    }
  }

  /** Moves the properties on, never back. */
  void moveOn(UpdateProperties properties) {
    consumed.forEach(
        (shardId, range) -> {
          if (!isPast(shardId, range.last())) {
            properties.set(CURSOR + shardId, SequenceNumbers.padded(range.last()));
            setObjectInProgress(shardId, properties);
          }
        });
  }

  private void setObjectInProgress(String shardId, UpdateProperties properties) {
    String property = OBJECT_IN_PROGRESS + shardId;
    String first = inProgress.get(shardId);
    if (first != null) {
      properties.set(property, first);
    } else if (read.containsKey(property)) {
      properties.remove(property);
    }
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
