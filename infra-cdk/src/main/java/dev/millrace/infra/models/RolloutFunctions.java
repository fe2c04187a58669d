package dev.millrace.infra.models;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/**
 * Routing and rollouts: what the API's function uses for them, the function that judges rollouts
 * with its machine, the sweep, and the function that counts what versions did.
 */
final class RolloutFunctions {
  /** Judgements go on for as long in one invocation: an execution's history stays short. */
  private static final Duration JUDGE_TIMEOUT = Duration.minutes(11);

  private static final java.time.Duration SWEEP_PERIOD = java.time.Duration.ofMinutes(5);
  private static final Duration COUNT_TIMEOUT = Duration.minutes(1);
  private static final int MEMORY = 512;
  private static final int ROWS_OF_A_BATCH = 1_000;
  private static final int SECONDS_OF_A_BATCH = 1;
  private static final int COUNT_RETRIES = 100;

  private final CapabilityFunctions stack;
  private final ModelsSettings settings;
  private final Table versions;
  private final Table routing;
  private final Table history;
  private final Table heartbeats;
  private final Table counters;
  private final Table runs;
  private final CfnStateMachine machine;

  /** Declares the functions and the machine. */
  RolloutFunctions(CapabilityFunctions stack, ModelsSettings settings) {
    this.stack = stack;
    this.settings = settings;
    versions = table("ModelVersions");
    routing = table("ModelRouting");
    history = table("ModelHistory");
    heartbeats = table("ModelHeartbeats");
    counters = table("ModelCounters");
    runs = table("ModelRollouts");
    machine = RolloutMachine.declare(stack, judgeRollout());
    sweepRollouts();
    countPredictions();
  }

  private Table table(String id) {
    return stack.resources().table(ModelsCapability.NAME, id);
  }

  /**
   * The function that answers the routes, with what those of routing and rollouts use beside the
   * registry's: it is told the tables of versions, routing and history already.
   *
   * @param memoryMegabytes what an instance of the endpoint has for models
   */
  FunctionDefinition answering(FunctionDefinition registry, int memoryMegabytes) {
    return ofRollouts(registry)
        .environment("MODEL_MEMORY_MB", Integer.toString(memoryMegabytes))
        .environment("MODEL_STREAMS", "sessions")
        .uses(
            Use.permission(
                versions.getTableArn(), "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"),
            Use.permission(routing.getTableArn(), "dynamodb:Scan", "dynamodb:UpdateItem"),
            Use.permission(history.getTableArn(), "dynamodb:GetItem"),
            Use.table(
                "RUNS_TABLE", runs, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
            Use.permission(
                Stream.of("by_kind", "by_subject", "by_owner")
                    .map(index -> runs.getTableArn() + "/index/" + index)
                    .toList(),
                "dynamodb:Query"),
            RolloutMachine.use(machine, "states:StopExecution"));
  }

  private LiveFunction judgeRollout() {
    return stack.function(
        judging(
            FunctionDefinition.of(
                "JudgeRollout",
                "Judges a rollout every five seconds, and moves its canary on or takes it back",
                MEMORY,
                JUDGE_TIMEOUT),
            "dynamodb:GetItem",
            "dynamodb:UpdateItem"));
  }

  private void sweepRollouts() {
    stack.job(
        judging(
                FunctionDefinition.of(
                    "SweepRollouts",
                    "Repairs what died between the writes of a rollout",
                    MEMORY,
                    Duration.minutes(4)),
                "dynamodb:GetItem",
                "dynamodb:Scan",
                "dynamodb:UpdateItem")
            .uses(
                Use.permission(runs.getTableArn() + "/index/open", "dynamodb:Query"),
                RolloutMachine.use(machine, "states:DescribeExecution", "states:StopExecution")),
        SWEEP_PERIOD,
        SWEEP_PERIOD);
  }

  /** What the two functions have in common that move a rollout on. */
  private FunctionDefinition judging(FunctionDefinition definition, String... ofRouting) {
    return ofRollouts(definition)
        .uses(
            Use.table("MODEL_VERSIONS_TABLE", versions, "dynamodb:ConditionCheckItem"),
            Use.table("MODEL_ROUTING_TABLE", routing, ofRouting),
            Use.table(
                "MODEL_HISTORY_TABLE",
                history,
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query"),
            Use.table("RUNS_TABLE", runs, "dynamodb:GetItem", "dynamodb:UpdateItem"));
  }

  /** What all three use. */
  private FunctionDefinition ofRollouts(FunctionDefinition definition) {
    return definition
        .environment("COUNTER_DAYS", Integer.toString(settings.counterDays()))
        .days("RUN_DAYS", settings.rolloutDays())
        .uses(
            Use.table("MODEL_HEARTBEATS_TABLE", heartbeats, "dynamodb:Scan"),
            Use.table("MODEL_COUNTERS_TABLE", counters, "dynamodb:Query"));
  }

  private void countPredictions() {
    var log = stack.resources().stream(DeclaredResources.PLATFORM, "Predictions");
    var failures = stack.resources().queue(ModelsCapability.NAME, "CountingFailures");
    var function =
        stack.function(
            FunctionDefinition.of(
                    "CountPredictions",
                    "Counts what versions did from the prediction log",
                    MEMORY,
                    COUNT_TIMEOUT)
                .environment("COUNTER_DAYS", Integer.toString(settings.counterDays()))
                .uses(
                    Use.table(
                        "MODEL_COUNTERS_TABLE",
                        counters,
                        "dynamodb:BatchGetItem",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query",
                        "dynamodb:UpdateItem"),
                    // What the event source mapping does in the function's name.
                    Use.permission(
                        log.getStreamArn(),
                        "kinesis:DescribeStream",
                        "kinesis:DescribeStreamSummary",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards"),
                    Use.permission(failures.getQueueArn(), "sqs:SendMessage")));
    mapping(function, log.getStreamArn(), failures);
  }

  /** One invocation at a time counts a shard, in the order of the log. */
  private void mapping(LiveFunction function, String log, Queue failures) {
    CfnEventSourceMapping.Builder.create(stack, "PredictionLogMapping")
        .functionName(function.alias().getFunctionName())
        .eventSourceArn(log)
        .startingPosition("TRIM_HORIZON")
        .batchSize(ROWS_OF_A_BATCH)
        .maximumBatchingWindowInSeconds(SECONDS_OF_A_BATCH)
        .parallelizationFactor(1)
        .bisectBatchOnFunctionError(true)
        .maximumRetryAttempts(COUNT_RETRIES)
        .destinationConfig(
            CfnEventSourceMapping.DestinationConfigProperty.builder()
                .onFailure(
                    CfnEventSourceMapping.OnFailureProperty.builder()
                        .destination(failures.getQueueArn())
                        .build())
                .build())
        .build();
  }
}
