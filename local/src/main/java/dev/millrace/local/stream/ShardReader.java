package dev.millrace.local.stream;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads one shard, from its checkpoint on, into the lanes of a mapping. */
final class ShardReader {
  /**
   * As short as a fan-out consumer's push makes it on AWS; a poll costs well under a millisecond
   * here.
   */
  private static final long IDLE_MILLIS = 15;

  private static final int BATCHES_AHEAD = 2;
  private static final long BYTES_AHEAD = 16L * 1024 * 1024;
  private static final int GET_RECORDS_LIMIT = 10_000;

  private final EventSourceMapping mapping;
  private final String shardId;
  private final KinesisClient kinesis;
  private final Checkpoints checkpoints;
  private final ShardProgress progress;
  private final List<Lane> lanes;
  private Optional<String> lastRead;

  ShardReader(
      EventSourceMapping mapping,
      String shardId,
      KinesisClient kinesis,
      Checkpoints checkpoints,
      ShardProgress progress,
      List<Lane> lanes) {
    this.mapping = mapping;
    this.shardId = shardId;
    this.kinesis = kinesis;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.lanes = lanes;
    this.lastRead = checkpoints.get(shardId);
  }

  /** Reads until a closed shard is at its end and every record of it is done with. */
  void run() throws InterruptedException {
    String iterator = iterator();
    while (iterator != null) {
      progress.awaitBelow(mapping.batchSize() * BATCHES_AHEAD * lanes.size(), BYTES_AHEAD);
      Optional<GetRecordsResponse> response = read(iterator);
      if (response.isEmpty()) {
        iterator = iterator();
        continue;
      }
      response.get().records().forEach(this::hand);
      iterator = response.get().nextShardIterator();
      if (response.get().records().isEmpty() && iterator != null) {
        Thread.sleep(IDLE_MILLIS);
      }
    }
    progress.awaitBelow(1, Long.MAX_VALUE);
    checkpoints.put(shardId, Checkpoints.SHARD_END);
  }

  private Optional<GetRecordsResponse> read(String iterator) {
    int limit = Math.min(mapping.batchSize(), GET_RECORDS_LIMIT);
    try {
      return Optional.of(
          kinesis.getRecords(request -> request.shardIterator(iterator).limit(limit)));
    } catch (ExpiredIteratorException e) {
      return Optional.empty();
    }
  }

  private String iterator() {
    return kinesis
        .getShardIterator(
            request -> {
              request.streamName(mapping.stream()).shardId(shardId);
              if (lastRead.isPresent()) {
                request
                    .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(lastRead.get());
              } else {
                mapping.start().in(request);
              }
            })
        .shardIterator();
  }

  private void hand(Record kinesisRecord) {
    StreamRecord record =
        new StreamRecord(
            kinesisRecord.partitionKey(),
            new BigInteger(kinesisRecord.sequenceNumber()),
            kinesisRecord.approximateArrivalTimestamp(),
            kinesisRecord.data().asByteArray());
    lastRead = Optional.of(kinesisRecord.sequenceNumber());
    progress.read(record);
    if (!mapping.filter().passes(record.data())) {
      progress.finished(List.of(record));
      return;
    }
    lanes.get(Math.floorMod(record.partitionKey().hashCode(), lanes.size())).add(record);
  }
}
