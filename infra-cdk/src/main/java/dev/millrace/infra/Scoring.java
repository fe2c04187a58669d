package dev.millrace.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kinesis.CfnStreamConsumer;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;
import software.constructs.Construct;

/** The capability that scores: stream to predictions, requests to predictions, and redrive. */
final class Scoring extends Construct {
  /**
   * A batch waits for most of it while the model takes other features: the six attempts that are
   * the default cover ten minutes, as long as a deployment takes to replace the endpoint or the
   * functions.
   */
  private static final Duration SCORE_SESSIONS_TIMEOUT = Duration.seconds(120);

  /** To Lambda: records wait for as long as their stream keeps them. */
  private static final int NEVER_TOO_OLD = -1;

  private final Deployment deployment;
  private final DataStack data;
  private final CfnEndpoint endpoint;
  private final Optional<CfnStreamConsumer> consumer;
  final LiveFunction scoreSessions;
  final LiveFunction predictionsApi;
  final LiveFunction redrive;
  final CfnEventSourceMapping sessions;

  Scoring(Construct scope, String id, Deployment deployment, DataStack data, CfnEndpoint endpoint) {
    super(scope, id);
    this.deployment = deployment;
    this.data = data;
    this.endpoint = endpoint;
    consumer = settings().enhancedFanOut() ? Optional.of(consumer()) : Optional.empty();
    scoreSessions = scoreSessions();
    predictionsApi = predictionsApi();
    redrive = redrive();
    sessions = sessionsMapping();
  }

  private LiveFunction scoreSessions() {
    var environment = scoringEnvironment();
    environment.put("PREDICTIONS_STREAM", data.predictionLog.getStreamName());
    environment.put("QUARANTINE_BUCKET", data.quarantine.getBucketName());
    environment.put("CONCURRENT_WRITES", "32");
    var function =
        function(
            "ScoreSessions",
            "Scores the sessions of a stream",
            settings().scoreSessionsMemory(),
            SCORE_SESSIONS_TIMEOUT,
            OptionalInt.empty(),
            LiveFunction.Start.SNAPSHOT,
            environment,
            scoreSessionsPermissions());
    NagReason.allowWildcards(
        function.role(),
        "Objects are named after the records that they hold",
        NagReason.objects("BucketsQuarantine", ""),
        NagReason.objects("BucketsFailures", "aws/lambda/"));
    return function;
  }

  private List<PolicyStatement> scoreSessionsPermissions() {
    var permissions = new ArrayList<PolicyStatement>();
    permissions.add(Permissions.allow(data.zipCodes.getTableArn(), "dynamodb:BatchGetItem"));
    permissions.add(
        Permissions.allow(
            data.predictions.getTableArn(), "dynamodb:PutItem", "dynamodb:UpdateItem"));
    permissions.add(Permissions.allow(data.predictionLog.getStreamArn(), "kinesis:PutRecords"));
    permissions.add(Permissions.allow(data.quarantine.arnForObjects("*"), "s3:PutObject"));
    permissions.add(Permissions.allow(endpoint.getRef(), "sagemaker:InvokeEndpoint"));
    // What the event source mapping does in the function's name: reading, and giving up.
    permissions.add(
        Permissions.allow(
            data.sessions.getStreamArn(),
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards"));
    consumer.ifPresent(
        reader ->
            permissions.add(
                Permissions.allow(
                    reader.getAttrConsumerArn(),
                    "kinesis:DescribeStreamConsumer",
                    "kinesis:SubscribeToShard")));
    permissions.add(Permissions.allow(data.failures.arnForObjects("aws/lambda/*"), "s3:PutObject"));
    permissions.add(Permissions.allow(data.failures.getBucketArn(), "s3:ListBucket"));
    return permissions;
  }

  private LiveFunction predictionsApi() {
    var environment = scoringEnvironment();
    environment.put("SESSIONS_STREAM", data.sessions.getStreamName());
    environment.put("SERVICE_EVENTS_STREAM", data.serviceEvents.getStreamName());
    return function(
        "PredictionsApi",
        "Answers the HTTP API's requests for predictions and takes events",
        settings().predictionsApiMemory(),
        Duration.seconds(29),
        OptionalInt.empty(),
        LiveFunction.Start.SNAPSHOT,
        environment,
        List.of(
            Permissions.allow(data.zipCodes.getTableArn(), "dynamodb:BatchGetItem"),
            Permissions.allow(data.predictions.getTableArn(), "dynamodb:GetItem"),
            Permissions.allow(endpoint.getRef(), "sagemaker:InvokeEndpoint"),
            Permissions.allow(
                List.of(data.sessions.getStreamArn(), data.serviceEvents.getStreamArn()),
                "kinesis:PutRecords")));
  }

  private LiveFunction redrive() {
    var environment = new TreeMap<String, String>();
    environment.put("SESSIONS_STREAM", data.sessions.getStreamName());
    environment.put("QUARANTINE_BUCKET", data.quarantine.getBucketName());
    environment.put("FAILURES_BUCKET", data.failures.getBucketName());
    environment.put(
        "SESSIONS_RECORD_BYTES", Integer.toString(DataStack.SESSIONS_RECORD_KIB * 1024));
    var redrive =
        function(
            "Redrive",
            "Puts quarantined and failed records back on their stream",
            settings().redriveMemory(),
            Duration.minutes(15),
            OptionalInt.of(1),
            LiveFunction.Start.COLD,
            environment,
            List.of(
                Permissions.allow(
                    List.of(data.quarantine.getBucketArn(), data.failures.getBucketArn()),
                    "s3:ListBucket"),
                Permissions.allow(
                    List.of(data.quarantine.arnForObjects("*"), data.failures.arnForObjects("*")),
                    "s3:GetObject"),
                Permissions.allow(
                    List.of(
                        data.quarantine.arnForObjects("redriven/*"),
                        data.failures.arnForObjects("redriven/*")),
                    "s3:PutObject"),
                Permissions.allow(data.sessions.getStreamArn(), "kinesis:PutRecords"),
                Permissions.allow(data.redriveDeadLetters.getQueueArn(), "sqs:SendMessage")));
    NagReason.allowWildcards(
        redrive.role(),
        "Redrive reads every object of the two buckets and writes its marks beside them",
        NagReason.objects("BucketsQuarantine", ""),
        NagReason.objects("BucketsFailures", ""),
        NagReason.objects("BucketsQuarantine", "redriven/"),
        NagReason.objects("BucketsFailures", "redriven/"));
    redrive.invokedOnce(this, Duration.hours(1), data.redriveDeadLetters);
    return redrive;
  }

  private LiveFunction function(
      String id,
      String description,
      int memory,
      Duration timeout,
      OptionalInt reservedConcurrency,
      LiveFunction.Start start,
      Map<String, String> environment,
      List<PolicyStatement> permissions) {
    return LiveFunction.create(
        this,
        new LiveFunction.Definition(
            id,
            FunctionPackage.SCORING,
            description,
            memory,
            timeout,
            reservedConcurrency,
            start,
            environment,
            permissions),
        deployment);
  }

  private Map<String, String> scoringEnvironment() {
    var environment = new TreeMap<>(deployment.featureEnvironment());
    environment.putAll(LiveFunction.FIRST_COMPILER_ONLY);
    environment.put("PREDICTIONS_TABLE", data.predictions.getTableName());
    environment.put("ZIP_CODES_TABLE", data.zipCodes.getTableName());
    environment.put("MODEL_ENDPOINT", endpoint.getAttrEndpointName());
    environment.put("ZIP_CODE_CACHE_ENTRIES", "50000");
    environment.put("ZIP_CODE_CACHE_TTL", "PT10M");
    return environment;
  }

  private CfnStreamConsumer consumer() {
    return FanOutConsumer.create(
        this, "SessionsConsumer", data.sessions.getStreamArn(), settings().startAt());
  }

  private CfnEventSourceMapping sessionsMapping() {
    var mapping =
        CfnEventSourceMapping.Builder.create(this, "SessionsMapping")
            .functionName(scoreSessions.alias().getFunctionName())
            .eventSourceArn(
                consumer
                    .map(CfnStreamConsumer::getAttrConsumerArn)
                    .orElseGet(data.sessions::getStreamArn))
            .startingPosition(settings().startAt().isPresent() ? "AT_TIMESTAMP" : "TRIM_HORIZON")
            .batchSize(settings().batchSize())
            .maximumBatchingWindowInSeconds(0)
            .parallelizationFactor(settings().parallelizationFactor())
            .functionResponseTypes(List.of("ReportBatchItemFailures"))
            .bisectBatchOnFunctionError(true)
            .maximumRetryAttempts(settings().retryAttempts())
            .maximumRecordAgeInSeconds(
                settings()
                    .maximumRecordAge()
                    .map(age -> (int) age.toSeconds())
                    .orElse(NEVER_TOO_OLD))
            .destinationConfig(
                CfnEventSourceMapping.DestinationConfigProperty.builder()
                    .onFailure(
                        CfnEventSourceMapping.OnFailureProperty.builder()
                            .destination(data.failures.getBucketArn())
                            .build())
                    .build())
            .metricsConfig(
                CfnEventSourceMapping.MetricsConfigProperty.builder()
                    .metrics(List.of("EventCount"))
                    .build());
    settings()
        .startAt()
        .ifPresent(start -> mapping.startingPositionTimestamp(start.getEpochSecond()));
    return mapping.build();
  }

  private Settings.Scoring settings() {
    return deployment.settings().scoring();
  }
}
