package dev.millrace.infra;

import java.util.List;
import java.util.Locale;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.kinesis.CfnStream;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.kinesis.StreamEncryption;
import software.amazon.awscdk.services.kinesis.StreamMode;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** Everything that holds data: it outlives the functions, and with {@code retain} its own stack. */
final class DataStack extends Stack {
  private final Settings settings;
  private final Storage storage;

  /**
   * What the stream of sessions takes a record, in KiB: one more than the 1 MiB that producers may
   * send, for the longer partition key of a redriven record.
   */
  static final int SESSIONS_RECORD_KIB = 1025;

  final Stream sessions;
  final Stream serviceEvents;
  final Stream predictionLog;
  final Table predictions;
  final Table zipCodes;
  final Bucket accessLogs;
  final Bucket quarantine;
  final Bucket failures;
  final Queue redriveDeadLetters;
  final LakeData lake;
  final Users users;

  DataStack(Construct scope, String id, StackProps props, Settings settings) {
    super(scope, id, props);
    this.settings = settings;
    this.storage = new Storage(settings.retain());
    var streams = new Construct(this, "Streams");
    sessions = stream(streams, "Sessions");
    ((CfnStream) sessions.getNode().getDefaultChild()).setMaxRecordSizeInKiB(SESSIONS_RECORD_KIB);
    serviceEvents = stream(streams, "ServiceEvents");
    predictionLog = stream(streams, "Predictions");
    var tables = new Construct(this, "Tables");
    predictions = storage.table(tables, "Predictions", "id").build();
    zipCodes = storage.table(tables, "ZipCodes", "zip_code").build();
    var buckets = new Construct(this, "Buckets");
    accessLogs = accessLogs(buckets);
    quarantine = bucket(buckets, "Quarantine");
    failures = bucket(buckets, "Failures");
    redriveDeadLetters = storage.deadLetters(this, "RedriveDeadLetters");
    lake = new LakeData(this, "LakeData", storage, settings.lake(), accessLogs);
    new LakeTables(this, "LakeTables", storage, settings.lake(), lake.bucket.getBucketName());
    users = new Users(this, "Users", storage.removal());
    output("SessionsStream", sessions.getStreamName());
    output("ServiceEventsStream", serviceEvents.getStreamName());
    output("PredictionsStream", predictionLog.getStreamName());
    output("PredictionsTable", predictions.getTableName());
    output("ZipCodesTable", zipCodes.getTableName());
    output("QuarantineBucket", quarantine.getBucketName());
    output("FailuresBucket", failures.getBucketName());
    output("RedriveDeadLettersQueue", redriveDeadLetters.getQueueUrl());
    output("LakeBucket", lake.bucket.getBucketName());
    output("QueryResultsBucket", lake.queryResults.getBucketName());
    output("JobFailuresQueue", lake.jobFailures.getQueueUrl());
    output("ScheduleDeadLettersQueue", lake.scheduleDeadLetters.getQueueUrl());
    output("UserPoolId", users.pool.getUserPoolId());
    output("ApiClientId", users.client.getUserPoolClientId());
    output("TokenUrl", users.domain.baseUrl() + "/oauth2/token");
  }

  private Stream stream(Construct scope, String id) {
    var builder =
        Stream.Builder.create(scope, id)
            .encryption(StreamEncryption.MANAGED)
            .retentionPeriod(Duration.hours(settings.streams().retention().toHours()))
            .removalPolicy(storage.removal());
    settings
        .streams()
        .shards()
        .ifPresentOrElse(
            shards -> builder.streamMode(StreamMode.PROVISIONED).shardCount(shards),
            () -> builder.streamMode(StreamMode.ON_DEMAND));
    return builder.build();
  }

  private Bucket bucket(Construct scope, String id) {
    return storage
        .bucket(scope, id)
        .serverAccessLogsBucket(accessLogs)
        .serverAccessLogsPrefix(id.toLowerCase(Locale.ROOT) + "/")
        .lifecycleRules(List.of(Storage.leftovers(settings.quarantineRetentionDays())))
        .build();
  }

  private Bucket accessLogs(Construct scope) {
    return storage
        .bucket(scope, "AccessLogs")
        .lifecycleRules(
            List.of(
                LifecycleRule.builder()
                    .expiration(Duration.days(90))
                    .noncurrentVersionExpiration(Duration.days(1))
                    .build()))
        .build();
  }

  private void output(String id, String value) {
    CfnOutput.Builder.create(this, id).value(value).build();
  }
}
