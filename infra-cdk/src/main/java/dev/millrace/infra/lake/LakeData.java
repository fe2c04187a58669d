package dev.millrace.infra.lake;

import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.construct.Storage;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.StorageClass;
import software.amazon.awscdk.services.s3.Transition;

/** What the lake keeps: its bucket, and what its jobs remember in DynamoDB. */
final class LakeData {
  static final String BY_SERVICE = "by-service";

  /** Where files of look-ups lie until they are loaded. */
  static final String LOOKUPS = "lookups/";

  private static final int LOOKUP_FILE_DAYS = 30;

  private final CapabilityData stack;
  private final LakeSettings settings;

  LakeData(CapabilityData stack, LakeSettings settings) {
    this.stack = stack;
    this.settings = settings;
  }

  void declare() {
    stack.bucket("Lake", lifecycle());
    stack.bucket(
        "QueryResults",
        List.of(
            LifecycleRule.builder()
                .expiration(Duration.days(settings.queries().resultDays()))
                .noncurrentVersionExpiration(Duration.days(1))
                .abortIncompleteMultipartUploadAfter(Duration.days(1))
                .build()));
    stack.table("Checkpoints", "shard");
    stack.table(
        "Manifest",
        "shard",
        table ->
            table.sortKey(Storage.text("first_sequence_number")).timeToLiveAttribute("expires_at"));
    stack.table("Claims", "event_id", table -> table.timeToLiveAttribute("expires_at"));
    stack
        .table(
            "Metrics",
            "day",
            table ->
                table.sortKey(Storage.text("minute_service")).timeToLiveAttribute("expires_at"))
        .addGlobalSecondaryIndex(
            GlobalSecondaryIndexProps.builder()
                .indexName(BY_SERVICE)
                .partitionKey(Storage.text("service"))
                .sortKey(Storage.text("event_ts"))
                .build());
  }

  /** Nothing under {@code tables/} expires by age: Iceberg knows which files are still used. */
  private List<LifecycleRule> lifecycle() {
    var bronze = settings.bronze();
    return List.of(
        bronze("sessions", bronze.sessionsDays()),
        bronze("service-events", bronze.serviceEventsDays()),
        bronze("predictions", bronze.predictionsDays()),
        LifecycleRule.builder().prefix(LOOKUPS).expiration(Duration.days(LOOKUP_FILE_DAYS)).build(),
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
