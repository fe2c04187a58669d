package dev.millrace.lake.archive;

import dev.millrace.common.Deadline;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Archives one shard from its checkpoint on. An object is written first, then its manifest row, and
 * the checkpoint last: a run that dies in between leaves an object that the next one finds under
 * the same key, since the key is that of the first record behind the checkpoint. For one thread.
 */
final class ShardArchive {
  private final Stores stores;
  private final ShardRecords records;
  private final int objectBytes;
  private final Deadline deadline;
  private Checkpoint checkpoint;
  private Optional<BronzeObject> object = Optional.empty();
  private long archivedRecords;
  private int archivedObjects;
  private long archivedBytes;

  /** Where a shard's records go. */
  record Stores(
      BronzeObjects objects,
      ManifestTable manifest,
      CheckpointTable checkpoints,
      InstantSource clock) {}

  /**
   * @param objectBytes uncompressed size at which an object is closed
   * @param deadline when the last write must be done
   */
  ShardArchive(
      Stores stores,
      Checkpoint checkpoint,
      ShardRecords records,
      int objectBytes,
      Deadline deadline) {
    this.stores = stores;
    this.checkpoint = checkpoint;
    this.records = records;
    this.objectBytes = objectBytes;
    this.deadline = deadline;
  }

  ShardOutcome run() throws InterruptedException {
    while (true) {
      NextInShard next = records.peek();
      if (object.isPresent() && endsObject(object.get(), next)) {
        if (!store(object.get())) {
          return outcome(ShardOutcome.Ending.OVERTAKEN);
        }
        // An adopted object may have ended before this place, or after it.
        continue;
      }
      switch (next) {
        case NextInShard.Arrived arrived -> add(arrived);
        case NextInShard.Stop.TIP -> {
          return outcome(ShardOutcome.Ending.TIP);
        }
        case NextInShard.Stop.OUT_OF_TIME -> {
          return outcome(ShardOutcome.Ending.OUT_OF_TIME);
        }
        case NextInShard.Stop.END -> {
          return outcome(
              stores.checkpoints().end(checkpoint, deadline).isPresent()
                  ? ShardOutcome.Ending.END
                  : ShardOutcome.Ending.OVERTAKEN);
        }
      }
    }
  }

  private boolean endsObject(BronzeObject begun, NextInShard next) {
    return !(next instanceof NextInShard.Arrived arrived)
        || begun.uncompressedBytes() >= objectBytes
        || !begun.isOfSameHour(arrived.bronze());
  }

  private void add(NextInShard.Arrived arrived) {
    object.ifPresentOrElse(
        begun -> begun.add(arrived.bronze()),
        () -> object = Optional.of(new BronzeObject(arrived.bronze())));
    records.advance();
  }

  /** Writes the object; false when another run moved the checkpoint meanwhile. */
  private boolean store(BronzeObject full) throws InterruptedException {
    object = Optional.empty();
    ManifestRow row = stores.objects().create(full, deadline);
    if (checkpoint.sequenceNumber().isEmpty()) {
      stores.manifest().putShard(row.stream(), row.shardId(), deadline);
    }
    stores.manifest().put(row, deadline);
    Optional<Checkpoint> moved =
        stores.checkpoints().advance(checkpoint, row.lastSequenceNumber(), deadline);
    if (moved.isEmpty()) {
      return false;
    }
    checkpoint = moved.get();
    archivedRecords += row.recordCount();
    archivedObjects++;
    archivedBytes += row.bytes();
    if (!records.position().equals(checkpoint.sequenceNumber())) {
      records.seek(row.lastSequenceNumber());
    }
    return true;
  }

  private ShardOutcome outcome(ShardOutcome.Ending ending) {
    return new ShardOutcome(
        ending,
        archivedRecords,
        archivedObjects,
        archivedBytes,
        records.lag(stores.clock().instant()));
  }
}
