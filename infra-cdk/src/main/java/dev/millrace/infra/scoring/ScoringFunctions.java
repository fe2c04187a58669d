package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FanOutConsumer;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.RoutesUse;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.model.ModelCapability;
import dev.millrace.infra.models.ModelsCapability;
import dev.millrace.infra.platform.PlatformData;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.kinesis.CfnStreamConsumer;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;
import software.amazon.awscdk.services.sqs.Queue;

/** The functions of scoring, and the event source mapping that hands them the sessions. */
final class ScoringFunctions {
  /**
   * A batch waits for most of it while the model takes other features: the six attempts that are
   * the default cover ten minutes, as long as a deployment takes to replace the endpoint or the
   * functions.
   */
  private static final Duration SCORE_SESSIONS_TIMEOUT = Duration.seconds(120);

  /** To Lambda: records wait for as long as their stream keeps them. */
  private static final int NEVER_TOO_OLD = -1;

  private static final String NAMED_AFTER_RECORDS =
      "Objects are named after the records that they hold";

  private static final String OF_TWO_BUCKETS =
      "Redrive reads every object of the two buckets and writes its marks beside them";

  private final CapabilityFunctions stack;
  private final ScoringSettings settings;
  private final Stream sessions;
  private final Stream predictionLog;
  private final Table predictions;
  private final Table lookups;
  private final Bucket quarantine;
  private final Bucket failures;
  private final Queue redriveDeadLetters;
  private final CfnEndpoint endpoint;
  private final Optional<CfnStreamConsumer> consumer;
  private final CfnEventSourceMapping sessionsMapping;

  ScoringFunctions(CapabilityFunctions stack, ScoringSettings settings) {
    this.stack = stack;
    this.settings = settings;
    var resources = stack.resources();
    sessions = resources.stream(DeclaredResources.PLATFORM, "Sessions");
    predictionLog = resources.stream(DeclaredResources.PLATFORM, "Predictions");
    predictions = resources.table(ScoringCapability.NAME, "Predictions");
    lookups = resources.table(ScoringCapability.NAME, "Lookups");
    quarantine = resources.bucket(ScoringCapability.NAME, "Quarantine");
    failures = resources.bucket(ScoringCapability.NAME, "Failures");
    redriveDeadLetters = resources.queue(ScoringCapability.NAME, "RedriveDeadLetters");
    endpoint = resources.find(CfnEndpoint.class, ModelCapability.NAME, "Endpoint");
    // The snapshots of functions are taken while the deployment's model answers.
    stack
        .getNode()
        .addDependency(resources.find(CustomResource.class, ModelsCapability.NAME, "SeededModels"));
    consumer = settings.enhancedFanOut() ? Optional.of(consumer()) : Optional.empty();
    var scoreSessions = scoreSessions();
    tellTests(scoreSessions);
    sessionsMapping = sessionsMapping(scoreSessions);
    predictionsApi();
    shadowsMapping(scoreShadows());
    redrive();
    new BackfillFunctions(stack, settings, this::scoringLater);
  }

  CfnEventSourceMapping sessionsMapping() {
    return sessionsMapping;
  }

  /**
   * What scripts/smoke must know: which model says how documents look, and the role on which it
   * puts a policy.
   */
  private void tellTests(LiveFunction scoreSessions) {
    var documents = stack.deployment().settings().documents();
    stack.output("Model", documents.model() + "/" + documents.modelVersion());
    stack.output("ScoringRole", scoreSessions.role().getRoleName());
  }

  private LiveFunction scoreSessions() {
    var definition =
        scoring(
                FunctionDefinition.of(
                    "ScoreSessions",
                    "Scores the sessions of a stream",
                    settings.scoreSessionsMemory(),
                    SCORE_SESSIONS_TIMEOUT))
            .environment("CONCURRENT_WRITES", "32")
            .uses(
                Use.table(
                    "PREDICTIONS_TABLE", predictions, "dynamodb:PutItem", "dynamodb:UpdateItem"),
                Use.stream("PREDICTIONS_STREAM", predictionLog, "kinesis:PutRecords"),
                Use.bucket("QUARANTINE_BUCKET", quarantine, false),
                Use.objects(quarantine, "sessions/", NAMED_AFTER_RECORDS, "s3:PutObject"),
                // What the event source mapping does in the function's name: reading, giving up.
                Use.permission(
                    sessions.getStreamArn(),
                    "kinesis:DescribeStream",
                    "kinesis:DescribeStreamSummary",
                    "kinesis:GetRecords",
                    "kinesis:GetShardIterator",
                    "kinesis:ListShards"),
                Use.objects(failures, "aws/lambda/", NAMED_AFTER_RECORDS, "s3:PutObject"),
                Use.permission(failures.getBucketArn(), "s3:ListBucket"));
    return stack.function(
        consumer
            .map(
                reader ->
                    definition.uses(
                        Use.permission(
                            reader.getAttrConsumerArn(),
                            "kinesis:DescribeStreamConsumer",
                            "kinesis:SubscribeToShard")))
            .orElse(definition));
  }

  private void predictionsApi() {
    stack.function(
        scoring(
                FunctionDefinition.of(
                    "PredictionsApi",
                    "Answers the HTTP API's requests for predictions",
                    settings.predictionsApiMemory(),
                    Duration.seconds(29)))
            .uses(
                Use.table("PREDICTIONS_TABLE", predictions, "dynamodb:GetItem"),
                // Who asks for a version that is not there is told which are.
                Use.permission(ofRegistry("ModelVersions").getTableArn(), "dynamodb:Query"),
                Use.stream("PREDICTIONS_STREAM", predictionLog, "kinesis:PutRecords")));
  }

  /** Nobody waits for it: it starts from the beginning, and is given up soon. */
  private LiveFunction scoreShadows() {
    return stack.function(
        FunctionDefinition.of(
                "ScoreShadows",
                "Has shadows score what other versions answered",
                settings.scoreShadowsMemory(),
                Duration.seconds(60))
            .uses(
                Use.stream("PREDICTIONS_STREAM", predictionLog, "kinesis:PutRecords"),
                Use.permission(
                    predictionLog.getStreamArn(),
                    "kinesis:DescribeStream",
                    "kinesis:DescribeStreamSummary",
                    "kinesis:GetRecords",
                    "kinesis:GetShardIterator",
                    "kinesis:ListShards"),
                Use.named(
                    "MODEL_ENDPOINT",
                    endpoint.getAttrEndpointName(),
                    endpoint.getRef(),
                    "sagemaker:InvokeEndpoint")));
  }

  private void shadowsMapping(LiveFunction scoreShadows) {
    CfnEventSourceMapping.Builder.create(stack, "ShadowsMapping")
        .functionName(scoreShadows.alias().getFunctionName())
        .eventSourceArn(predictionLog.getStreamArn())
        .startingPosition("TRIM_HORIZON")
        .batchSize(settings.batchSize())
        .maximumBatchingWindowInSeconds(1)
        .filterCriteria(
            CfnEventSourceMapping.FilterCriteriaProperty.builder()
                .filters(
                    List.of(
                        CfnEventSourceMapping.FilterProperty.builder()
                            .pattern(
                                "{\"data\": {\"shadowed\": [true], \"role\": [{\"anything-but\": \"shadow\"}]}}")
                            .build()))
                .build())
        .bisectBatchOnFunctionError(true)
        .maximumRetryAttempts(2)
        .maximumRecordAgeInSeconds(3600)
        .functionResponseTypes(List.of("ReportBatchItemFailures"))
        .build();
  }

  /** What the two functions have in common that somebody waits for. */
  private FunctionDefinition scoring(FunctionDefinition definition) {
    return scoringLater(definition).fromSnapshot();
  }

  /** What all functions have in common that score. */
  private FunctionDefinition scoringLater(FunctionDefinition definition) {
    return definition
        .environment("DEFAULT_MODEL", stack.deployment().defaultModel())
        .environment(stack.deployment().documentEnvironment())
        .environment(LiveFunction.FIRST_COMPILER_ONLY)
        .environment("LOOKUP_CACHE_ENTRIES", "50000")
        .environment("LOOKUP_CACHE_TTL", "PT10M")
        .uses(RoutesUse.of(this::ofRegistry, "dynamodb:GetItem"))
        .uses(
            Use.table("LOOKUPS_TABLE", lookups, "dynamodb:BatchGetItem"),
            Use.named(
                "MODEL_ENDPOINT",
                endpoint.getAttrEndpointName(),
                endpoint.getRef(),
                "sagemaker:InvokeEndpoint"));
  }

  private Table ofRegistry(String id) {
    return stack.resources().table(ModelsCapability.NAME, id);
  }

  private void redrive() {
    var redrive =
        stack.function(
            FunctionDefinition.of(
                    "Redrive",
                    "Puts quarantined and failed records back on their stream",
                    settings.redriveMemory(),
                    Duration.minutes(15))
                .reserved(1)
                .environment(
                    "SESSIONS_RECORD_BYTES",
                    Integer.toString(PlatformData.SESSIONS_RECORD_KIB * 1024))
                .uses(
                    Use.stream("SESSIONS_STREAM", sessions, "kinesis:PutRecords"),
                    Use.bucket("QUARANTINE_BUCKET", quarantine, true),
                    Use.bucket("FAILURES_BUCKET", failures, true),
                    Use.objects(quarantine, "", OF_TWO_BUCKETS, "s3:GetObject"),
                    Use.objects(failures, "", OF_TWO_BUCKETS, "s3:GetObject"),
                    Use.objects(quarantine, "redriven/", OF_TWO_BUCKETS, "s3:PutObject"),
                    Use.objects(failures, "redriven/", OF_TWO_BUCKETS, "s3:PutObject"),
                    Use.permission(redriveDeadLetters.getQueueArn(), "sqs:SendMessage")));
    redrive.invokedOnce(stack, Duration.hours(1), redriveDeadLetters);
  }

  private CfnStreamConsumer consumer() {
    return FanOutConsumer.create(
        stack, "SessionsConsumer", sessions.getStreamArn(), settings.startAt());
  }

  private CfnEventSourceMapping sessionsMapping(LiveFunction scoreSessions) {
    var mapping =
        CfnEventSourceMapping.Builder.create(stack, "SessionsMapping")
            .functionName(scoreSessions.alias().getFunctionName())
            .eventSourceArn(
                consumer
                    .map(CfnStreamConsumer::getAttrConsumerArn)
                    .orElseGet(sessions::getStreamArn))
            .startingPosition(settings.startAt().isPresent() ? "AT_TIMESTAMP" : "TRIM_HORIZON")
            .batchSize(settings.batchSize())
            .maximumBatchingWindowInSeconds(0)
            .parallelizationFactor(settings.parallelizationFactor())
            .functionResponseTypes(List.of("ReportBatchItemFailures"))
            .bisectBatchOnFunctionError(true)
            .maximumRetryAttempts(settings.retryAttempts())
            .maximumRecordAgeInSeconds(
                settings.maximumRecordAge().map(age -> (int) age.toSeconds()).orElse(NEVER_TOO_OLD))
            .destinationConfig(
                CfnEventSourceMapping.DestinationConfigProperty.builder()
                    .onFailure(
                        CfnEventSourceMapping.OnFailureProperty.builder()
                            .destination(failures.getBucketArn())
                            .build())
                    .build())
            .metricsConfig(
                CfnEventSourceMapping.MetricsConfigProperty.builder()
                    .metrics(List.of("EventCount"))
                    .build());
    settings
        .startAt()
        .ifPresent(start -> mapping.startingPositionTimestamp(start.getEpochSecond()));
    return mapping.build();
  }
}
