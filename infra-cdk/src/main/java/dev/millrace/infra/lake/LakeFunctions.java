package dev.millrace.infra.lake;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.scoring.ScoringCapability;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.tables.TableUse;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.s3.Bucket;

/** The lake's jobs, and the function that answers for its metrics. */
final class LakeFunctions {
  private static final String SILVER = "silver";
  private static final String GOLD = "gold";
  private static final String NAMED_AFTER_RECORDS =
      "Objects are named after the records that they hold";

  private final CapabilityFunctions stack;
  private final PlatformSettings platform;
  private final LakeSettings settings;
  private final Bucket bucket;
  private final Table manifest;
  private final Table metrics;

  LakeFunctions(CapabilityFunctions stack, LakeSettings settings) {
    this.stack = stack;
    this.settings = settings;
    platform = stack.deployment().settings();
    bucket = stack.resources().bucket(LakeCapability.NAME, "Lake");
    manifest = table("Manifest");
    metrics = table("Metrics");
  }

  void declare() {
    archiveStreams();
    cleanEvents();
    aggregateMetrics();
    loadLookup();
    metricsApi();
  }

  private void archiveStreams() {
    job(
        definition(
                "ArchiveStreams",
                "Archives what came on the streams in bronze",
                settings.archiveStreams())
            .environment("BRONZE_OBJECT_BYTES", Integer.toString(64 * 1024 * 1024))
            .environment("SHARDS_AT_ONCE", "4")
            .days("BRONZE_SESSIONS_DAYS", settings.bronze().sessionsDays())
            .days("BRONZE_SERVICE_EVENTS_DAYS", settings.bronze().serviceEventsDays())
            .days("BRONZE_PREDICTIONS_DAYS", settings.bronze().predictionsDays())
            .uses(
                archived("SESSIONS_STREAM", "Sessions"),
                archived("SERVICE_EVENTS_STREAM", "ServiceEvents"),
                archived("PREDICTIONS_STREAM", "Predictions"),
                Use.table(
                    "CHECKPOINTS_TABLE",
                    table("Checkpoints"),
                    "dynamodb:GetItem",
                    "dynamodb:PutItem"),
                Use.table("MANIFEST_TABLE", manifest, "dynamodb:PutItem"),
                Use.bucket("LAKE_BUCKET", bucket, true),
                Use.objects(
                    bucket, "bronze/", NAMED_AFTER_RECORDS, "s3:GetObject", "s3:PutObject")),
        settings.archiveStreams());
  }

  private Use archived(String variable, String stream) {
    Stream declared = stack.resources().stream(DeclaredResources.PLATFORM, stream);
    return Use.stream(
        variable, declared, "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards");
  }

  private void cleanEvents() {
    job(
        definition(
                "CleanEvents",
                "Cleans the service events of bronze into silver",
                settings.cleanEvents())
            .environment("CLAIM_HORIZON", settings.claimHorizon().toString())
            .environment(
                "MAXIMUM_AHEAD_OF_ARRIVAL", platform.documents().maximumAheadOfArrival().toString())
            .environment("MAXIMUM_BEHIND_ARRIVAL", settings.maximumBehindArrival().toString())
            .environment("EVENTS_PER_COMMIT", "200000")
            .environment("CONCURRENT_WRITES", "32")
            .days("SERVICE_EVENTS_DAYS", settings.rows().serviceEvents())
            .days("REJECTED_EVENTS_DAYS", settings.rows().rejectedEvents())
            .uses(
                Use.table("MANIFEST_TABLE", manifest, "dynamodb:Query"),
                Use.table("CLAIMS_TABLE", table("Claims"), "dynamodb:PutItem"),
                Use.bucket("LAKE_BUCKET", bucket, true),
                Use.objects(bucket, "bronze/service-events/", NAMED_AFTER_RECORDS, "s3:GetObject"),
                TableUse.written(
                    "SILVER_DATABASE",
                    stack,
                    platform.catalog(),
                    bucket,
                    SILVER,
                    "service_events",
                    "rejected_events")),
        settings.cleanEvents());
  }

  private void aggregateMetrics() {
    job(
        definition(
                "AggregateMetrics",
                "Computes the metrics of the minutes that new events touch",
                settings.aggregateMetrics())
            .environment("CONCURRENT_WRITES", "32")
            .days("SERVICE_METRICS_DAYS", settings.rows().serviceMetrics())
            .uses(
                Use.table("METRICS_TABLE", metrics, "dynamodb:PutItem", "dynamodb:Query"),
                Use.bucket("LAKE_BUCKET", bucket, true),
                TableUse.read(
                    "SILVER_DATABASE", stack, platform.catalog(), bucket, SILVER, "service_events"),
                TableUse.written(
                    "GOLD_DATABASE",
                    stack,
                    platform.catalog(),
                    bucket,
                    GOLD,
                    "service_metrics_per_minute")),
        settings.aggregateMetrics());
  }

  private void loadLookup() {
    var function =
        stack.function(
            FunctionDefinition.of(
                    "LoadLookup",
                    "Loads a look-up table from a CSV file, for serving and as history",
                    settings.loadLookupMemory(),
                    Duration.minutes(15))
                .environment(LiveFunction.BOTH_COMPILERS)
                .environment("CONCURRENT_WRITES", "32")
                .uses(
                    Use.table(
                        "LOOKUPS_TABLE",
                        stack.resources().table(ScoringCapability.NAME, "Lookups"),
                        "dynamodb:PutItem"),
                    Use.bucket("LAKE_BUCKET", bucket, true),
                    Use.objects(
                        bucket,
                        LakeData.LOOKUPS,
                        "Objects are named after the files that they hold",
                        "s3:GetObject"),
                    TableUse.written(
                        "SILVER_DATABASE",
                        stack,
                        platform.catalog(),
                        bucket,
                        SILVER,
                        "lookup_history"),
                    Use.permission(stack.jobFailures().getQueueArn(), "sqs:SendMessage")));
    function.invokedOnce(stack, Duration.hours(1), stack.jobFailures());
  }

  private void metricsApi() {
    stack.function(
        FunctionDefinition.of(
                "MetricsApi",
                "Answers the HTTP API's requests for metrics and health",
                settings.metricsApiMemory(),
                Duration.seconds(29))
            .fromSnapshot()
            .environment(LiveFunction.FIRST_COMPILER_ONLY)
            .uses(
                Use.tableAndIndex(
                    "METRICS_TABLE",
                    metrics,
                    LakeData.BY_SERVICE,
                    "dynamodb:GetItem",
                    "dynamodb:Query")));
  }

  private static FunctionDefinition definition(
      String id, String description, LakeSettings.Job job) {
    return FunctionDefinition.of(
            id, description, job.memory(), Duration.seconds(job.timeout().toSeconds()))
        .fromSnapshot();
  }

  private void job(FunctionDefinition definition, LakeSettings.Job job) {
    stack.job(definition, job.period(), job.maximumEventAge());
  }

  private Table table(String id) {
    return stack.resources().table(LakeCapability.NAME, id);
  }
}
