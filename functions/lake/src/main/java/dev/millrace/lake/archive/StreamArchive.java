package dev.millrace.lake.archive;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Moves what arrived on the streams to bronze, in runs that may be killed and may overlap. */
public final class StreamArchive {
  private static final Duration DYNAMODB_ATTEMPT = Duration.ofSeconds(2);
  private static final Duration KINESIS_ATTEMPT = Duration.ofSeconds(10);
  private static final Duration S3_ATTEMPT = Duration.ofSeconds(20);
  private static final int OBJECT_BYTES = 64 * 1024 * 1024;
  private static final int MOST_OBJECT_BYTES = 512 * 1024 * 1024;
  private static final int SHARDS_AT_ONCE = 4;
  private static final int MOST_SHARDS_AT_ONCE = 64;

  private final SortedMap<String, String> streamNames;
  private final int objectBytes;
  private final int shardsAtOnce;
  private final KinesisClient kinesis;
  private final ShardArchive.Stores stores;
  private final ReadingTimeBudget pace;

  /** The services that a run calls. */
  record Services(
      KinesisClient kinesis, DynamoDbClient dynamoDb, S3Client s3, InstantSource clock) {}

  /**
   * An archive of the streams that the settings name.
   *
   * @throws IllegalArgumentException naming the setting that is missing or wrong
   */
  public static StreamArchive of(Settings settings, InstantSource clock) {
    AwsClients clients = new AwsClients(shardsAtOnce(settings) + 1);
    return new StreamArchive(
        settings,
        new Services(
            clients.build(KinesisClient.builder(), KINESIS_ATTEMPT),
            clients.build(DynamoDbClient.builder(), DYNAMODB_ATTEMPT),
            clients.build(S3Client.builder(), S3_ATTEMPT),
            clock),
        ReadingTimeBudget.OF_KINESIS);
  }

  StreamArchive(Settings settings, Services services, ReadingTimeBudget pace) {
    this.streamNames =
        new TreeMap<>(
            Map.of(
                "sessions", settings.text("SESSIONS_STREAM"),
                "service-events", settings.text("SERVICE_EVENTS_STREAM"),
                "predictions", settings.text("PREDICTIONS_STREAM")));
    this.objectBytes = settings.integer("BRONZE_OBJECT_BYTES", OBJECT_BYTES, 1, MOST_OBJECT_BYTES);
    this.shardsAtOnce = shardsAtOnce(settings);
    this.kinesis = services.kinesis();
    this.pace = pace;
    InstantSource clock = services.clock();
    this.stores =
        new ShardArchive.Stores(
            new BronzeObjects(services.s3(), settings.text("LAKE_BUCKET")),
            new ManifestTable(
                services.dynamoDb(), settings.text("MANIFEST_TABLE"), clock, bronzeDays(settings)),
            new CheckpointTable(services.dynamoDb(), settings.text("CHECKPOINTS_TABLE"), clock),
            clock);
  }

  private static Map<String, Integer> bronzeDays(Settings settings) {
    Map<String, Integer> days = new HashMap<>();
    settings.days("BRONZE_SESSIONS_DAYS").ifPresent(kept -> days.put("sessions", kept));
    settings.days("BRONZE_SERVICE_EVENTS_DAYS").ifPresent(kept -> days.put("service-events", kept));
    settings.days("BRONZE_PREDICTIONS_DAYS").ifPresent(kept -> days.put("predictions", kept));
    return days;
  }

  private static int shardsAtOnce(Settings settings) {
    return settings.integer("SHARDS_AT_ONCE", SHARDS_AT_ONCE, 1, MOST_SHARDS_AT_ONCE);
  }

  /**
   * Archives what arrived before now.
   *
   * @param reading when the last record must have been read
   * @param writing when the last write must be done, some seconds later
   * @throws IllegalArgumentException when the request names a stream that is none of these
   */
  public ArchiveOutcome run(ArchiveRequest request, Deadline reading, Deadline writing)
      throws InterruptedException {
    Instant began = stores.clock().instant();
    ArchiveRun run =
        new ArchiveRun(
            (shard, checkpoint) -> archive(shard, checkpoint, began, reading, writing),
            began,
            reading,
            writing);
    for (String stream : streams(request)) {
      try {
        run.add(stream, shards(stream, reading));
      } catch (SdkException failed) {
        run.fail(stream, failed);
      }
    }
    return run.run(shardsAtOnce);
  }

  private Collection<String> streams(ArchiveRequest request) {
    if (request.stream().isEmpty()) {
      return streamNames.keySet();
    }
    String stream = request.stream().get();
    if (!streamNames.containsKey(stream)) {
      throw new IllegalArgumentException(
          "stream holds \"%.100s\"; expected one of %s".formatted(stream, streamNames.keySet()));
    }
    return List.of(stream);
  }

  private Map<ListedShard, Checkpoint> shards(String stream, Deadline deadline) {
    Map<ListedShard, Checkpoint> shards = new LinkedHashMap<>();
    for (ListedShard shard : ShardList.of(kinesis, streamNames.get(stream), deadline)) {
      shards.put(shard, stores.checkpoints().find(stream, shard.shardId(), deadline));
    }
    return shards;
  }

  private ShardOutcome archive(
      ListedShard shard, Checkpoint checkpoint, Instant began, Deadline reading, Deadline writing)
      throws InterruptedException {
    String stream = checkpoint.stream();
    ShardRecords records =
        new ShardRecords(
            kinesis,
            new ShardRecords.Source(stream, streamNames.get(stream), shard, began),
            checkpoint.sequenceNumber(),
            pace,
            reading);
    return new ShardArchive(stores, checkpoint, records, objectBytes, writing).run();
  }
}
