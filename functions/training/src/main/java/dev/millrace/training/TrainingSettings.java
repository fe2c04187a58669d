package dev.millrace.training;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableOptimizers;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.training.model.FeatureTables;
import dev.millrace.training.part.LookupHistories;
import dev.millrace.training.part.PartBuilder;
import dev.millrace.training.part.QuarantinedSessions;
import dev.millrace.training.run.PartQueue;
import dev.millrace.training.run.RunItems;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRuns;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Wires training sets from a function's settings. */
final class TrainingSettings {
  static final int CONNECTIONS = 32;
  private static final Duration SQS_ATTEMPT = Duration.ofSeconds(3);

  /** A third of the memory is for rows of look-ups, the rest for what is read and written. */
  private static final int SHARE_OF_LOOKUPS = 3;

  /** Half of the age at which Millrace's own deployment has Glue delete files nobody knows. */
  private static final Duration MAXIMUM_AGE = Duration.ofDays(15);

  private TrainingSettings() {}

  static TrainingPlans plans(Settings settings, AwsClients clients, LakeCatalog catalog) {
    FeatureTables tables = tables(settings, catalog);
    return new TrainingPlans(
        new ModelDefinitions(
            clients.s3(),
            settings.text("LAKE_BUCKET"),
            new RoutingTable(clients.dynamoDb(), settings.text("MODEL_ROUTING_TABLE")),
            new VersionDefinitions(clients.dynamoDb(), settings.text("MODEL_VERSIONS_TABLE")),
            settings.text("DEFAULT_MODEL")),
        tables,
        TableOptimizers.of(settings, clients),
        new ManifestTable(
            clients.dynamoDb(), settings.text("MANIFEST_TABLE"), InstantSource.system()),
        runs(settings, clients),
        new TrainingRetention(
            tables,
            catalog,
            quarantine(settings),
            settings.days("TRAINING_SET_DAYS"),
            InstantSource.system()),
        limits(settings),
        InstantSource.system());
  }

  static TrainingSets sets(Settings settings, AwsClients clients, LakeCatalog catalog) {
    Duration aheadOfArrival =
        settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1));
    return new TrainingSets(
        runs(settings, clients),
        new PartQueue(
            clients.build(SqsClient.builder(), SQS_ATTEMPT),
            settings.text("TRAINING_PARTS_QUEUE_URL")),
        tables(settings, catalog),
        catalog,
        quarantine(settings),
        new PartBuilder(
            new BronzeObjects(clients.s3(), settings.text("LAKE_BUCKET")),
            new LookupHistories(
                catalog,
                settings.text("SILVER_DATABASE"),
                aheadOfArrival,
                Runtime.getRuntime().maxMemory() / SHARE_OF_LOOKUPS),
            aheadOfArrival),
        limits(settings),
        InstantSource.system());
  }

  private static FeatureTables tables(Settings settings, LakeCatalog catalog) {
    return new FeatureTables(catalog, settings.text("GOLD_DATABASE"));
  }

  private static TrainingRuns runs(Settings settings, AwsClients clients) {
    return new TrainingRuns(new RunItems(clients.dynamoDb(), settings.text("TRAINING_RUNS_TABLE")));
  }

  private static TableDefinition quarantine(Settings settings) {
    return QuarantinedSessions.in(settings.text("GOLD_DATABASE"));
  }

  private static TrainingLimits limits(Settings settings) {
    return TrainingLimits.ofAge(settings.duration("TRAINING_RUN_MAXIMUM_AGE", MAXIMUM_AGE));
  }
}
