package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeReader;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An empty lake, and archives that fill it from a Kinesis. */
final class ArchiveFixture {
  static final ArchiveRequest ALL = new ArchiveRequest(Optional.empty());
  static final int LARGE = 64 * 1024 * 1024;

  private static final List<String> STREAMS = List.of("sessions", "service-events", "predictions");
  private static final AtomicInteger LAKES = new AtomicInteger();

  private final Clients clients;
  private final String bucket = "lake-" + LAKES.incrementAndGet();
  private final String checkpoints = DynamoDbServer.newTable("shard");
  private final String manifest = DynamoDbServer.newTable("shard", "first_sequence_number");

  record Clients(KinesisClient kinesis, DynamoDbClient dynamoDb, S3Client s3) {}

  ArchiveFixture(Clients clients) {
    this.clients = clients;
    clients.s3().createBucket(create -> create.bucket(bucket));
  }

  StreamArchive archive(int objectBytes, int shardsAtOnce, InstantSource clock) {
    return new StreamArchive(
        new Settings(
            Map.of(
                "SESSIONS_STREAM",
                "sessions-stream",
                "SERVICE_EVENTS_STREAM",
                "service-events-stream",
                "PREDICTIONS_STREAM",
                "predictions-stream",
                "LAKE_BUCKET",
                bucket,
                "CHECKPOINTS_TABLE",
                checkpoints,
                "MANIFEST_TABLE",
                manifest,
                "BRONZE_OBJECT_BYTES",
                Integer.toString(objectBytes),
                "SHARDS_AT_ONCE",
                Integer.toString(shardsAtOnce))),
        new StreamArchive.Services(clients.kinesis(), clients.dynamoDb(), clients.s3(), clock),
        new ReadingTimeBudget(Duration.ofMillis(1), Long.MAX_VALUE));
  }

  /** A run over three shards at once that has all the time it needs. */
  ArchiveOutcome run(int objectBytes, Instant now) throws InterruptedException {
    return run(objectBytes, 3, now);
  }

  ArchiveOutcome run(int objectBytes, int shardsAtOnce, Instant now) throws InterruptedException {
    return archive(objectBytes, shardsAtOnce, () -> now)
        .run(ALL, Deadline.after(Duration.ofMinutes(1)), Deadline.after(Duration.ofMinutes(2)));
  }

  CheckpointTable checkpoints() {
    return new CheckpointTable(clients.dynamoDb(), checkpoints, InstantSource.system());
  }

  List<String> keys() {
    return clients.s3().listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /** The manifest's rows by {@code stream/shard}. */
  Map<String, List<ManifestRow>> rows() {
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    ManifestTable table = new ManifestTable(clients.dynamoDb(), manifest, InstantSource.system());
    Map<String, List<ManifestRow>> rows = new HashMap<>();
    for (String stream : STREAMS) {
      for (String shard : table.shards(stream, deadline)) {
        List<ManifestRow> of = new ArrayList<>();
        table.rowsAfter(stream, shard, "0", deadline).forEachRemaining(of::add);
        rows.put(stream + "/" + shard, of);
      }
    }
    return rows;
  }

  /**
   * What a consumer reads, by {@code stream/shard}; each row is held against the object that it
   * speaks of, and each object must have its row.
   */
  Map<String, List<BronzeRecord>> consumed() {
    BronzeObjects objects = new BronzeObjects(clients.s3(), bucket);
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    Map<String, List<BronzeRecord>> consumed = new HashMap<>();
    List<String> keys = new ArrayList<>();
    rows()
        .forEach(
            (shard, rows) -> {
              List<BronzeRecord> all = new ArrayList<>();
              for (ManifestRow row : rows) {
                List<BronzeRecord> held = new ArrayList<>();
                try (BronzeReader reader = objects.open(row, deadline)) {
                  reader.forEachRemaining(held::add);
                }
                check(row, held);
                all.addAll(held);
                keys.add(row.objectKey());
              }
              consumed.put(shard, all);
            });
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(keys);
    return consumed;
  }

  private static void check(ManifestRow row, List<BronzeRecord> held) {
    assertThat(held).hasSize((int) row.recordCount());
    assertThat(held.getFirst().sequenceNumber()).isEqualTo(row.firstSequenceNumber());
    assertThat(held.getLast().sequenceNumber()).isEqualTo(row.lastSequenceNumber());
    String hour = row.firstArrival().toString().replaceAll("^(.*)T(..).*$", "dt=$1/hr=$2");
    assertThat(row.objectKey())
        .isEqualTo(
            "bronze/%s/%s/%s-%s.ndjson.gz"
                .formatted(row.stream(), hour, row.shardId(), row.firstSequenceNumber()));
    assertThat(held)
        .allSatisfy(
            record ->
                assertThat(record.arrival()).isBetween(row.firstArrival(), row.lastArrival()));
  }

  /**
   * That consumers find these records, each once and in order, and nothing else.
   *
   * @param unknown fields that are not compared
   */
  void holdsExactly(Map<String, List<BronzeRecord>> put, String... unknown) {
    Map<String, List<BronzeRecord>> consumed = consumed();
    assertThat(consumed).containsOnlyKeys(put.keySet());
    put.forEach(
        (shard, records) ->
            assertThat(consumed.get(shard))
                .as(shard)
                .usingRecursiveFieldByFieldElementComparator(
                    RecursiveComparisonConfiguration.builder()
                        .withEqualsForType(Arrays::equals, byte[].class)
                        .withIgnoredFields(unknown)
                        .build())
                .containsExactlyElementsOf(records));
  }
}
