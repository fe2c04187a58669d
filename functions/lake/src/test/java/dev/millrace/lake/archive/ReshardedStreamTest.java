package dev.millrace.lake.archive;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Kinesalite;
import dev.millrace.testsupport.S3Server;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** On a real emulator: whatever bytes, split and merged shards. */
class ReshardedStreamTest {
  private static final String STREAM = "sessions-stream";
  private static final int KEYS = 8;

  private static Kinesalite kinesalite;
  private static KinesisClient kinesis;
  private static S3Server s3;

  private final List<Put> puts = new ArrayList<>();

  private record Put(String shardId, String sequenceNumber, String key, byte[] data) {
    BronzeRecord withoutArrival() {
      return new BronzeRecord("sessions", shardId, sequenceNumber, key, Instant.EPOCH, data);
    }
  }

  @BeforeAll
  static void startServers(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
    kinesalite = new Kinesalite(folder.resolve("kinesis"));
    kinesis = kinesalite.client();
  }

  @AfterAll
  static void stopServers() {
    kinesalite.close();
    s3.close();
  }

  @Test
  void everyRecordOfASplitAndMergedStreamIsArchivedByteForByteInItsKeysOrder() throws Exception {
    for (String stream :
        List.of("sessions-stream", "service-events-stream", "predictions-stream")) {
      kinesis.createStream(create -> create.streamName(stream).shardCount(1));
    }
    ArchiveFixture lake =
        new ArchiveFixture(
            new ArchiveFixture.Clients(kinesis, DynamoDbServer.client(), s3.client()));
    Random random = new Random(7);
    for (byte[] data :
        List.of(
            new byte[0],
            bytes("{\"text\": \"é\n\u0000\u2028😀\"}"),
            HexFormat.of().parseHex("c3"),
            HexFormat.of().parseHex("eda080"),
            HexFormat.of().parseHex("efbbbf7b7d"),
            random(random, 1024 * 1024 - 16),
            bytes("\"".repeat(1024 * 1024 - 16)))) {
      put("key-0", data);
    }
    lake.run(ArchiveFixture.LARGE, now());
    assertThat(archived(lake)).isEqualTo(puts.size());

    putSome(random);
    split(shards().getFirst());
    Kinesalite.awaitActive(kinesis, STREAM);
    putSome(random);
    split(shards().getLast());
    Kinesalite.awaitActive(kinesis, STREAM);
    putSome(random);
    List<Shard> open =
        shards().stream()
            .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
            .sorted(
                Comparator.comparing(
                    shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
            .toList();
    kinesis.mergeShards(
        merge ->
            merge
                .streamName(STREAM)
                .shardToMerge(open.get(0).shardId())
                .adjacentShardToMerge(open.get(1).shardId()));
    Kinesalite.awaitActive(kinesis, STREAM);
    putSome(random);
    assertThat(lake.run(2_000, now()).complete()).isTrue();
    putSome(random);
    assertThat(lake.run(ArchiveFixture.LARGE, now()).complete()).isTrue();

    assertThat(puts.stream().map(Put::shardId).distinct()).hasSizeGreaterThan(4);
    lake.holdsExactly(
        puts.stream()
            .collect(
                groupingBy(
                    put -> "sessions/" + put.shardId(), mapping(Put::withoutArrival, toList()))),
        "arrival");
  }

  private static Instant now() {
    // A new shard's first records arrive up to a second ahead of the clock.
    return Instant.now().plus(Duration.ofMinutes(1));
  }

  private static long archived(ArchiveFixture lake) {
    return lake.consumed().values().stream().mapToLong(List::size).sum();
  }

  private void putSome(Random random) {
    for (int i = 0; i < 5 * KEYS; i++) {
      put("key-" + i % KEYS, random(random, random.nextInt(300)));
    }
  }

  private void put(String key, byte[] data) {
    PutRecordResponse taken =
        kinesis.putRecord(
            put -> put.streamName(STREAM).partitionKey(key).data(SdkBytes.fromByteArray(data)));
    puts.add(new Put(taken.shardId(), taken.sequenceNumber(), key, data));
  }

  private static List<Shard> shards() {
    return kinesis.listShards(list -> list.streamName(STREAM)).shards();
  }

  private static void split(Shard shard) {
    BigInteger start = new BigInteger(shard.hashKeyRange().startingHashKey());
    BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
    kinesis.splitShard(
        split ->
            split
                .streamName(STREAM)
                .shardToSplit(shard.shardId())
                .newStartingHashKey(start.add(end).shiftRight(1).toString()));
  }

  private static byte[] random(Random random, int length) {
    byte[] data = new byte[length];
    random.nextBytes(data);
    return data;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
