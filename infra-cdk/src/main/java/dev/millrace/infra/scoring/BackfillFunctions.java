package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.RoutesUse;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.models.ModelsCapability;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** Backfills: the function of their machine, the one that answers their routes, and the sweep. */
final class BackfillFunctions {
  /** A step that dies is done again from its beginning: no more than this is scored twice. */
  private static final Duration STEP_TIMEOUT = Duration.minutes(5);

  private static final java.time.Duration SWEEP_PERIOD = java.time.Duration.ofMinutes(5);
  private static final int MEMORY = 512;

  private final CapabilityFunctions stack;
  private final ScoringSettings settings;
  private final Table runs;
  private final CfnStateMachine machine;

  /**
   * Declares them.
   *
   * @param scoring adds what a function needs that scores
   */
  BackfillFunctions(
      CapabilityFunctions stack,
      ScoringSettings settings,
      UnaryOperator<FunctionDefinition> scoring) {
    this.stack = stack;
    this.settings = settings;
    runs = stack.resources().table(ScoringCapability.NAME, "Backfills");
    machine = BackfillMachine.declare(stack, step(scoring));
    api();
    sweep();
  }

  private LiveFunction step(UnaryOperator<FunctionDefinition> scoring) {
    var resources = stack.resources();
    var lake = resources.bucket(LakeCapability.NAME, "Lake");
    return stack.function(
        ofRuns(
                scoring.apply(
                    FunctionDefinition.of(
                        "BackfillStep",
                        "Scores what bronze holds again, at a bounded rate",
                        settings.backfillMemory(),
                        STEP_TIMEOUT)))
            .environment("CONCURRENT_WRITES", "8")
            .environment(
                "BACKFILL_RECORDS_PER_SECOND",
                Integer.toString(settings.backfillRecordsPerSecond()))
            .uses(
                Use.table("RUNS_TABLE", runs, "dynamodb:GetItem", "dynamodb:UpdateItem"),
                Use.table(
                    "PREDICTIONS_TABLE",
                    resources.table(ScoringCapability.NAME, "Predictions"),
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem"),
                Use.stream(
                    "PREDICTIONS_STREAM",
                    resources.stream(DeclaredResources.PLATFORM, "Predictions"),
                    "kinesis:PutRecords"),
                Use.table(
                    "MANIFEST_TABLE",
                    resources.table(LakeCapability.NAME, "Manifest"),
                    "dynamodb:Query"),
                Use.bucket("LAKE_BUCKET", lake, true),
                Use.objects(
                    lake,
                    "bronze/sessions/",
                    "Objects are named after the records that they hold",
                    "s3:GetObject")));
  }

  private void api() {
    stack.function(
        ofRuns(
                FunctionDefinition.of(
                    "BackfillsApi",
                    "Starts, shows and cancels backfills",
                    MEMORY,
                    Duration.seconds(29)))
            .uses(
                RoutesUse.of(
                    id -> stack.resources().table(ModelsCapability.NAME, id), "dynamodb:Query"))
            .uses(
                Use.table(
                    "RUNS_TABLE",
                    runs,
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem"),
                Use.permission(
                    Stream.of("by_kind", "by_subject", "by_owner")
                        .map(index -> runs.getTableArn() + "/index/" + index)
                        .toList(),
                    "dynamodb:Query"),
                BackfillMachine.use(machine, "states:StopExecution")));
  }

  private void sweep() {
    stack.job(
        ofRuns(
                FunctionDefinition.of(
                    "SweepBackfills",
                    "Repairs what died between the writes of a backfill",
                    MEMORY,
                    Duration.minutes(4)))
            .uses(
                Use.table("RUNS_TABLE", runs, "dynamodb:GetItem", "dynamodb:UpdateItem"),
                Use.permission(runs.getTableArn() + "/index/open", "dynamodb:Query"),
                BackfillMachine.use(machine, "states:DescribeExecution", "states:StopExecution")),
        SWEEP_PERIOD,
        SWEEP_PERIOD);
  }

  private FunctionDefinition ofRuns(FunctionDefinition definition) {
    return definition.days("RUN_DAYS", settings.backfillDays());
  }
}
