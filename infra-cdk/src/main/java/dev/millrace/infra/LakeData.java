package dev.millrace.infra;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.StorageClass;
import software.amazon.awscdk.services.s3.Transition;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** What the lake keeps: its bucket, what its jobs remember in DynamoDB, and their queues. */
final class LakeData extends Construct {
  static final String BY_SERVICE = "by-service";

  static final Duration LONGEST_PART = Duration.minutes(15);

  /** Six times that, as Lambda wants it of a queue that it polls. */
  private static final Duration PART_VISIBILITY = Duration.minutes(90);

  private final Storage storage;
  private final LakeSettings settings;
  final Bucket bucket;
  final Bucket queryResults;
  final Table checkpoints;
  final Table manifest;
  final Table claims;
  final Table metrics;
  final Table trainingRuns;
  final Queue trainingParts;
  final Queue trainingPartsDeadLetters;
  final Queue scheduleDeadLetters;
  final Queue jobFailures;

  LakeData(Construct scope, String id, Storage storage, LakeSettings settings, Bucket accessLogs) {
    super(scope, id);
    this.storage = storage;
    this.settings = settings;
    bucket =
        storage
            .bucket(this, "Lake")
            .serverAccessLogsBucket(accessLogs)
            .serverAccessLogsPrefix("lake/")
            .lifecycleRules(lifecycle())
            .build();
    queryResults =
        storage
            .bucket(this, "QueryResults")
            .serverAccessLogsBucket(accessLogs)
            .serverAccessLogsPrefix("query-results/")
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(Duration.days(settings.queries().resultDays()))
                        .noncurrentVersionExpiration(Duration.days(1))
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .build();
    checkpoints = storage.table(this, "Checkpoints", "shard").build();
    manifest =
        storage
            .table(this, "Manifest", "shard")
            .sortKey(Storage.text("first_sequence_number"))
            .timeToLiveAttribute("expires_at")
            .build();
    claims = storage.table(this, "Claims", "event_id").timeToLiveAttribute("expires_at").build();
    metrics = metrics();
    trainingRuns =
        storage.table(this, "TrainingRuns", "run_id").sortKey(Storage.text("item")).build();
    trainingPartsDeadLetters = storage.deadLetters(this, "TrainingPartsDeadLetters");
    trainingParts = trainingParts();
    scheduleDeadLetters = storage.deadLetters(this, "ScheduleDeadLetters");
    jobFailures = storage.deadLetters(this, "JobFailures");
  }

  private Table metrics() {
    var table =
        storage
            .table(this, "Metrics", "day")
            .sortKey(Storage.text("minute_service"))
            .timeToLiveAttribute("expires_at")
            .build();
    table.addGlobalSecondaryIndex(
        GlobalSecondaryIndexProps.builder()
            .indexName(BY_SERVICE)
            .partitionKey(Storage.text("service"))
            .sortKey(Storage.text("event_ts"))
            .build());
    return table;
  }

  private Queue trainingParts() {
    return storage
        .queue(this, "TrainingParts")
        .visibilityTimeout(PART_VISIBILITY)
        .deadLetterQueue(
            DeadLetterQueue.builder().queue(trainingPartsDeadLetters).maxReceiveCount(5).build())
        .build();
  }

  /** Nothing under {@code tables/} expires by age: Iceberg knows which files are still used. */
  private List<LifecycleRule> lifecycle() {
    var bronze = settings.bronze();
    return List.of(
        bronze("sessions", bronze.sessionsDays()),
        bronze("service-events", bronze.serviceEventsDays()),
        bronze("predictions", bronze.predictionsDays()),
        LifecycleRule.builder()
            .prefix("tables/")
            .noncurrentVersionExpiration(Duration.days(7))
            .expiredObjectDeleteMarker(true)
            .build(),
        Storage.leftovers());
  }

  private LifecycleRule bronze(String stream, OptionalInt days) {
    var rule =
        LifecycleRule.builder()
            .prefix("bronze/" + stream + "/")
            .transitions(
                Stream.of(
                        transition(
                            StorageClass.INFREQUENT_ACCESS,
                            settings.bronze().infrequentAccessDays(),
                            days),
                        transition(
                            StorageClass.GLACIER_INSTANT_RETRIEVAL,
                            settings.bronze().glacierDays(),
                            days))
                    .flatMap(List::stream)
                    .toList());
    days.ifPresent(limit -> rule.expiration(Duration.days(limit)));
    return rule.build();
  }

  /** S3 refuses to move what it has deleted before. */
  private static List<Transition> transition(StorageClass to, int after, OptionalInt expiry) {
    return expiry.isPresent() && expiry.getAsInt() <= after
        ? List.of()
        : List.of(
            Transition.builder().storageClass(to).transitionAfter(Duration.days(after)).build());
  }
}
