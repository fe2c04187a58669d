package dev.millrace.infra.training;

import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.monitoring.Alarms;
import dev.millrace.infra.monitoring.QueueMetrics;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.tables.IcebergTable;
import dev.millrace.infra.tables.TableUpkeep;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;

/** Builds training sets from bronze and the prediction log. */
public final class TrainingCapability implements Capability {
  static final String NAME = "training";

  /** A part's function has as long as Lambda gives any. */
  static final Duration LONGEST_PART = Duration.minutes(15);

  /** Six times that, as Lambda requires it of a queue that it polls. */
  private static final Duration PART_VISIBILITY = Duration.minutes(90);

  private static final List<IcebergTable> TABLES =
      List.of(new IcebergTable("gold", "QuarantinedSessions", "quarantined_sessions"));

  /** A table a model, which the first run of the model creates. */
  static final TableUpkeep.CreatedTables CREATED =
      TableUpkeep.CreatedTables.named("gold", "features_");

  private final PlatformSettings platform;
  private final TrainingSettings settings;

  /** Reads the settings of training sets. */
  public TrainingCapability(SettingsReader reader, PlatformSettings platform) {
    this.platform = platform;
    settings = TrainingSettings.of(reader);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    stack.table("TrainingRuns", "run_id", table -> table.sortKey(Storage.text("item")));
    var deadLetters = stack.deadLetters("TrainingPartsDeadLetters");
    stack.queue(
        "TrainingParts",
        queue ->
            queue
                .visibilityTimeout(PART_VISIBILITY)
                .deadLetterQueue(
                    DeadLetterQueue.builder().queue(deadLetters).maxReceiveCount(5).build()));
    var bucket = stack.resources().bucket(LakeCapability.NAME, "Lake").getBucketName();
    TABLES.forEach(table -> table.declare(stack, bucket, platform.catalog()));
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var upkeep =
        TableUpkeep.withCreated(
            stack,
            "Upkeep",
            TABLES,
            CREATED,
            platform.catalog(),
            stack.resources().bucket(LakeCapability.NAME, "Lake"),
            settings.snapshotDays());
    new TrainingFunctions(stack, settings, upkeep).declare();
    raiseAlarms(stack, stack.alarms());
  }

  private static void raiseAlarms(CapabilityFunctions stack, Alarms alarms) {
    alarms.ofFunction(stack.function("BuildTrainingSet"));
    alarms.ofFunction(stack.function("BuildTrainingSetPart"));
    alarms.whenAbove(
        "TrainingPartsDeadLetters",
        "A part of a training set failed again and again; its run stays incomplete",
        QueueMetrics.grown(stack.resources().queue(NAME, "TrainingPartsDeadLetters")),
        0,
        1);
    alarms.whenAbove(
        "FeatureSkew",
        "Features that were served are not those that today's code computes",
        stack.contract().metric("FeatureSkew", "Sum", Duration.minutes(15)),
        0,
        1);
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(CalledService.GLUE, CalledService.SQS);
  }
}
