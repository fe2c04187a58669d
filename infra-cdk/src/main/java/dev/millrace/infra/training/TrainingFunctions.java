package dev.millrace.infra.training;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.models.ModelsCapability;
import dev.millrace.infra.tables.TableUpkeep;
import dev.millrace.infra.tables.TableUse;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sqs.Queue;

/** One function plans a training set, many executions of another build its parts. */
final class TrainingFunctions {
  private static final String NAMED_AFTER_RECORDS =
      "Objects are named after the records that they hold";

  private final CapabilityFunctions stack;
  private final TrainingSettings settings;
  private final Use upkeep;
  private final Table runs;
  private final Table manifest;
  private final Queue parts;
  private final Bucket bucket;

  /**
   * @param upkeep what keeps the tables in order that are created
   */
  TrainingFunctions(CapabilityFunctions stack, TrainingSettings settings, Use upkeep) {
    this.stack = stack;
    this.settings = settings;
    this.upkeep = upkeep;
    var resources = stack.resources();
    runs = resources.table(TrainingCapability.NAME, "TrainingRuns");
    parts = resources.queue(TrainingCapability.NAME, "TrainingParts");
    manifest = resources.table(LakeCapability.NAME, "Manifest");
    bucket = resources.bucket(LakeCapability.NAME, "Lake");
  }

  void declare() {
    buildTrainingSet();
    partsMapping(buildTrainingSetPart());
  }

  private void buildTrainingSet() {
    var function =
        stack.function(
            definition(
                    "BuildTrainingSet",
                    "Begins a training set, or says how far one is",
                    settings.buildTrainingSetMemory(),
                    TableUse.createdAndWritten(
                        "GOLD_DATABASE",
                        stack,
                        stack.deployment().settings().catalog(),
                        bucket,
                        TrainingCapability.CREATED.layer(),
                        TrainingCapability.CREATED.namePrefix(),
                        "quarantined_sessions"))
                .environment("DEFAULT_MODEL", stack.deployment().defaultModel())
                .days("TRAINING_SET_DAYS", settings.trainingSetDays())
                // It is wired as the other is, and reads nothing of it.
                .environment(
                    "SILVER_DATABASE", stack.deployment().settings().catalog().database("silver"))
                .uses(
                    upkeep,
                    Use.objects(
                        bucket, "models/", "A request names its model's file", "s3:GetObject"),
                    Use.table("MANIFEST_TABLE", manifest, "dynamodb:Query"),
                    Use.table(
                        "MODEL_ROUTING_TABLE",
                        stack.resources().table(ModelsCapability.NAME, "ModelRouting"),
                        "dynamodb:GetItem"),
                    Use.table(
                        "MODEL_VERSIONS_TABLE",
                        stack.resources().table(ModelsCapability.NAME, "ModelVersions"),
                        "dynamodb:GetItem",
                        "dynamodb:Query"),
                    Use.table(
                        "TRAINING_RUNS_TABLE",
                        runs,
                        "dynamodb:BatchWriteItem",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query",
                        "dynamodb:UpdateItem"),
                    Use.queue("TRAINING_PARTS_QUEUE_URL", parts, "sqs:SendMessage"),
                    Use.permission(stack.jobFailures().getQueueArn(), "sqs:SendMessage")));
    // Repeated, it would begin another run.
    function.invokedOnce(stack, Duration.hours(1), stack.jobFailures());
  }

  private LiveFunction buildTrainingSetPart() {
    return stack.function(
        definition(
                "BuildTrainingSetPart",
                "Builds a part of a training set, finds its repeated records, or commits it",
                settings.buildTrainingSetPartMemory(),
                TableUse.written(
                    "GOLD_DATABASE",
                    stack,
                    stack.deployment().settings().catalog(),
                    bucket,
                    TrainingCapability.CREATED.layer(),
                    TrainingCapability.CREATED.pattern(),
                    "quarantined_sessions"))
            .environment(stack.deployment().documentEnvironment())
            .uses(
                Use.table(
                    "TRAINING_RUNS_TABLE",
                    runs,
                    "dynamodb:GetItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem"),
                Use.queue("TRAINING_PARTS_QUEUE_URL", parts, "sqs:SendMessage"),
                // What the event source mapping does in the function's name.
                Use.permission(
                    parts.getQueueArn(),
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:ReceiveMessage"),
                Use.objects(bucket, "bronze/sessions/", NAMED_AFTER_RECORDS, "s3:GetObject"),
                Use.objects(bucket, "bronze/predictions/", NAMED_AFTER_RECORDS, "s3:GetObject"),
                TableUse.read(
                    "SILVER_DATABASE",
                    stack,
                    stack.deployment().settings().catalog(),
                    bucket,
                    "silver",
                    "lookup_history")));
  }

  private FunctionDefinition definition(String id, String description, int memory, Use tables) {
    return FunctionDefinition.of(id, description, memory, TrainingCapability.LONGEST_PART)
        .environment(LiveFunction.BOTH_COMPILERS)
        .environment("TRAINING_RUN_MAXIMUM_AGE", maximumAge())
        .uses(Use.bucket("LAKE_BUCKET", bucket, true), tables);
  }

  /**
   * A run finds by its snapshot that it is committed, and its files by their age not swept away: it
   * must be over before either goes.
   */
  private String maximumAge() {
    return "P%dD"
        .formatted(Math.min(TableUpkeep.LONGEST_UNCOMMITTED_DAYS, settings.snapshotDays()));
  }

  private void partsMapping(LiveFunction part) {
    CfnEventSourceMapping.Builder.create(stack, "PartsMapping")
        .functionName(part.alias().getFunctionName())
        .eventSourceArn(parts.getQueueArn())
        .batchSize(1)
        .functionResponseTypes(List.of("ReportBatchItemFailures"))
        .scalingConfig(
            CfnEventSourceMapping.ScalingConfigProperty.builder()
                .maximumConcurrency(settings.partsAtOnce())
                .build())
        .build();
  }
}
