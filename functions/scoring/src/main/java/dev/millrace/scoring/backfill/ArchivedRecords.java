package dev.millrace.scoring.backfill;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeReader;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The records of a stream that bronze has of a time, shard by shard in the order of their names, in
 * the order of the stream in each, from behind a place on. Redriven ones are left out: what arrived
 * first is there too. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when a
 * service cannot be reached in time. For one thread at a time.
 */
final class ArchivedRecords implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchivedRecords.class);

  private final ManifestTable manifest;
  private final BronzeObjects bronze;
  private final String stream;
  private final BackfillRequest request;
  private final BackfillProgress after;
  private final Deadline deadline;
  private final Deque<String> shards = new ArrayDeque<>();
  private final Deque<ManifestRow> objects = new ArrayDeque<>();
  private BronzeReader reader;

  ArchivedRecords(
      ManifestTable manifest,
      BronzeObjects bronze,
      String stream,
      BackfillRequest request,
      BackfillProgress after,
      Deadline deadline) {
    this.manifest = manifest;
    this.bronze = bronze;
    this.stream = stream;
    this.request = request;
    this.after = after;
    this.deadline = deadline;
    manifest.shards(stream, deadline).stream()
        .sorted()
        .filter(shard -> shard.compareTo(after.shard()) >= 0)
        .forEach(shards::add);
  }

  /** The next record; empty behind the last. */
  Optional<BronzeRecord> next() {
    while (true) {
      while (reader != null && reader.hasNext()) {
        BronzeRecord record = reader.next();
        if (request.covers(record.arrival())
            && !isDone(record.shardId(), record.sequenceNumber())
            && RedriveKey.parse(record.partitionKey(), stream).isEmpty()) {
          return Optional.of(record);
        }
      }
      if (!openNext()) {
        return Optional.empty();
      }
    }
  }

  private boolean isDone(String shard, String sequenceNumber) {
    return shard.equals(after.shard())
        && new BigInteger(sequenceNumber).compareTo(new BigInteger(after.sequenceNumber())) <= 0;
  }

  private boolean openNext() {
    close();
    while (objects.isEmpty() && !shards.isEmpty()) {
      String shard = shards.remove();
      manifest.rowsThatArrived(stream, shard, request.from(), request.to(), deadline).stream()
          .filter(row -> !isDone(shard, row.lastSequenceNumber()))
          .forEach(objects::add);
    }
    if (objects.isEmpty()) {
      return false;
    }
    ManifestRow object = objects.remove();
    try {
      reader = bronze.open(object, deadline);
    } catch (NoSuchKeyException expired) {
      LOG.warn("Object {} is gone: its time was up", object.objectKey());
    }
    return true;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
