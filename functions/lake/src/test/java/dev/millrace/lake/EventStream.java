package dev.millrace.lake;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lake.EventMix.Event;
import dev.millrace.lake.EventMix.Sent;
import dev.millrace.testsupport.Kinesalite;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A stream of service events, and what was put on it. */
final class EventStream {
  private static final int KEYS = 16;

  private final KinesisClient kinesis;
  private final String name;
  private final Random random;
  private final List<Put> puts = new ArrayList<>();

  /** An event and where it stands on the stream. */
  record Put(String shardId, String sequenceNumber, int subSequenceNumber, Event event) {}

  EventStream(KinesisClient kinesis, String name, Random random) throws InterruptedException {
    this.kinesis = kinesis;
    this.name = name;
    this.random = random;
    kinesis.createStream(create -> create.streamName(name).shardCount(2));
    Kinesalite.awaitActive(kinesis, name);
  }

  void put(List<Sent> records) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (Sent record : records) {
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey("key-" + random.nextInt(KEYS))
              .data(SdkBytes.fromByteArray(record.data()))
              .build());
    }
    List<PutRecordsResultEntry> taken =
        kinesis.putRecords(put -> put.streamName(name).records(entries)).records();
    for (int i = 0; i < taken.size(); i++) {
      assertThat(taken.get(i).errorCode()).isNull();
      List<Event> events = records.get(i).events();
      for (int sub = 0; sub < events.size(); sub++) {
        puts.add(
            new Put(taken.get(i).shardId(), taken.get(i).sequenceNumber(), sub, events.get(sub)));
      }
    }
  }

  List<Put> puts() {
    return puts;
  }

  /** Splits one of the open shards in two. */
  Void split() throws InterruptedException {
    List<Shard> open = open();
    Shard shard = open.get(random.nextInt(open.size()));
    BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
    BigInteger last = new BigInteger(shard.hashKeyRange().endingHashKey());
    kinesis.splitShard(
        split ->
            split
                .streamName(name)
                .shardToSplit(shard.shardId())
                .newStartingHashKey(first.add(last).shiftRight(1).toString()));
    Kinesalite.awaitActive(kinesis, name);
    return null;
  }

  /** Merges the two open shards with the lowest keys. */
  Void merge() throws InterruptedException {
    List<Shard> open = open();
    kinesis.mergeShards(
        merge ->
            merge
                .streamName(name)
                .shardToMerge(open.get(0).shardId())
                .adjacentShardToMerge(open.get(1).shardId()));
    Kinesalite.awaitActive(kinesis, name);
    return null;
  }

  /** In the order of their keys. */
  private List<Shard> open() {
    return kinesis.listShards(list -> list.streamName(name)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .sorted(comparing(shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
        .toList();
  }
}
