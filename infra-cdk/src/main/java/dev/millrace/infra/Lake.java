package dev.millrace.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;

/** The capability that keeps: streams to bronze, bronze to silver to gold, and metrics served. */
final class Lake extends Construct {
  private static final String SILVER = "silver";
  private static final String GOLD = "gold";

  private final Deployment deployment;
  private final DataStack data;
  private final LakeSettings settings;
  private final LakePermissions permissions;
  final LiveFunction archiveStreams;
  final LiveFunction cleanEvents;
  final LiveFunction aggregateMetrics;
  final LiveFunction metricsApi;

  Lake(Construct scope, String id, Deployment deployment, DataStack data) {
    super(scope, id);
    this.deployment = deployment;
    this.data = data;
    settings = deployment.settings().lake();
    permissions = new LakePermissions(this, data.lake, settings);
    archiveStreams = archiveStreams();
    cleanEvents = cleanEvents();
    aggregateMetrics = aggregateMetrics();
    metricsApi = metricsApi();
  }

  private LiveFunction archiveStreams() {
    var environment = new TreeMap<String, String>();
    environment.put("SESSIONS_STREAM", data.sessions.getStreamName());
    environment.put("SERVICE_EVENTS_STREAM", data.serviceEvents.getStreamName());
    environment.put("PREDICTIONS_STREAM", data.predictionLog.getStreamName());
    environment.put("LAKE_BUCKET", data.lake.bucket.getBucketName());
    environment.put("CHECKPOINTS_TABLE", data.lake.checkpoints.getTableName());
    environment.put("MANIFEST_TABLE", data.lake.manifest.getTableName());
    environment.put("BRONZE_OBJECT_BYTES", Integer.toString(64 * 1024 * 1024));
    environment.put("SHARDS_AT_ONCE", "4");
    keep(environment, "BRONZE_SESSIONS_DAYS", settings.bronze().sessionsDays());
    keep(environment, "BRONZE_SERVICE_EVENTS_DAYS", settings.bronze().serviceEventsDays());
    keep(environment, "BRONZE_PREDICTIONS_DAYS", settings.bronze().predictionsDays());
    var function =
        job(
            "ArchiveStreams",
            "Archives what came on the streams in bronze",
            settings.archiveStreams(),
            environment,
            List.of(
                Permissions.allow(
                    List.of(
                        data.sessions.getStreamArn(),
                        data.serviceEvents.getStreamArn(),
                        data.predictionLog.getStreamArn()),
                    "kinesis:GetRecords",
                    "kinesis:GetShardIterator",
                    "kinesis:ListShards"),
                Permissions.allow(
                    data.lake.checkpoints.getTableArn(), "dynamodb:GetItem", "dynamodb:PutItem"),
                Permissions.allow(data.lake.manifest.getTableArn(), "dynamodb:PutItem"),
                permissions.listing(),
                permissions.objects("bronze/", "s3:GetObject", "s3:PutObject")));
    LakePermissions.reasonForKeys(function, "bronze/");
    return function;
  }

  private LiveFunction cleanEvents() {
    var environment = new TreeMap<String, String>();
    environment.put("LAKE_BUCKET", data.lake.bucket.getBucketName());
    environment.put("MANIFEST_TABLE", data.lake.manifest.getTableName());
    environment.put("CLAIMS_TABLE", data.lake.claims.getTableName());
    environment.put("SILVER_DATABASE", settings.database(SILVER));
    environment.put("CLAIM_HORIZON", settings.claimHorizon().toString());
    environment.put(
        "MAXIMUM_AHEAD_OF_ARRIVAL",
        deployment.settings().scoring().maximumAheadOfArrival().toString());
    environment.put("MAXIMUM_BEHIND_ARRIVAL", settings.maximumBehindArrival().toString());
    environment.put("EVENTS_PER_COMMIT", "200000");
    environment.put("CONCURRENT_WRITES", "32");
    keep(environment, "SERVICE_EVENTS_DAYS", settings.rows().serviceEventsDays());
    keep(environment, "REJECTED_EVENTS_DAYS", settings.rows().rejectedEventsDays());
    var function =
        job(
            "CleanEvents",
            "Cleans the service events of bronze into silver",
            settings.cleanEvents(),
            environment,
            List.of(
                Permissions.allow(data.lake.manifest.getTableArn(), "dynamodb:Query"),
                Permissions.allow(data.lake.claims.getTableArn(), "dynamodb:PutItem"),
                permissions.listing(),
                permissions.objects("bronze/service-events/", "s3:GetObject"),
                permissions.tableFiles(SILVER),
                permissions.tables(SILVER, "service_events", "rejected_events")));
    LakePermissions.reasonForKeys(function, "bronze/service-events/", settings.tableFiles(SILVER));
    return function;
  }

  private LiveFunction aggregateMetrics() {
    var environment = new TreeMap<String, String>();
    environment.put("LAKE_BUCKET", data.lake.bucket.getBucketName());
    environment.put("METRICS_TABLE", data.lake.metrics.getTableName());
    environment.put("SILVER_DATABASE", settings.database(SILVER));
    environment.put("GOLD_DATABASE", settings.database(GOLD));
    environment.put("CONCURRENT_WRITES", "32");
    keep(environment, "SERVICE_METRICS_DAYS", settings.rows().serviceMetricsDays());
    var function =
        job(
            "AggregateMetrics",
            "Computes the metrics of the minutes that new events touch",
            settings.aggregateMetrics(),
            environment,
            List.of(
                Permissions.allow(
                    data.lake.metrics.getTableArn(), "dynamodb:PutItem", "dynamodb:Query"),
                permissions.listing(),
                permissions.objects(settings.tableFiles(SILVER), "s3:GetObject"),
                permissions.readableTables(SILVER, "service_events"),
                permissions.tableFiles(GOLD),
                permissions.tables(GOLD, "service_metrics_per_minute")));
    LakePermissions.reasonForKeys(function, settings.tableFiles(SILVER), settings.tableFiles(GOLD));
    return function;
  }

  private LiveFunction metricsApi() {
    var environment = new TreeMap<>(LiveFunction.FIRST_COMPILER_ONLY);
    environment.put("METRICS_TABLE", data.lake.metrics.getTableName());
    var table = data.lake.metrics.getTableArn();
    return function(
        "MetricsApi",
        "Answers the HTTP API's requests for metrics and health",
        settings.metricsApiMemory(),
        Duration.seconds(29),
        OptionalInt.empty(),
        environment,
        List.of(
            Permissions.allow(table, "dynamodb:GetItem", "dynamodb:Query"),
            Permissions.allow(table + "/index/" + LakeData.BY_SERVICE, "dynamodb:Query")));
  }

  /** Tells a function how long something is kept; without being told, it is for ever. */
  static void keep(Map<String, String> environment, String name, OptionalInt days) {
    days.ifPresent(number -> environment.put(name, Integer.toString(number)));
  }

  /**
   * A function that runs at its period and is not repeated when it fails. Runs do not overlap,
   * which only spares them each other's work: that two do no harm rests on their conditional
   * writes.
   */
  private LiveFunction job(
      String id,
      String description,
      LakeSettings.Job job,
      Map<String, String> environment,
      List<PolicyStatement> statements) {
    var all = new ArrayList<>(statements);
    all.add(Permissions.allow(data.lake.jobFailures.getQueueArn(), "sqs:SendMessage"));
    var function =
        function(
            id,
            description,
            job.memory(),
            Duration.seconds(job.timeout().toSeconds()),
            OptionalInt.of(1),
            environment,
            all);
    function.invokedOnce(
        this, Duration.seconds(job.maximumEventAge().toSeconds()), data.lake.jobFailures);
    JobSchedule.create(
        this, function, job.period(), job.maximumEventAge(), data.lake.scheduleDeadLetters);
    return function;
  }

  private LiveFunction function(
      String id,
      String description,
      int memory,
      Duration timeout,
      OptionalInt reservedConcurrency,
      Map<String, String> environment,
      List<PolicyStatement> statements) {
    return LiveFunction.create(
        this,
        new LiveFunction.Definition(
            id,
            FunctionPackage.LAKE,
            description,
            memory,
            timeout,
            reservedConcurrency,
            LiveFunction.Start.SNAPSHOT,
            environment,
            statements),
        deployment);
  }
}
