package dev.millrace.training;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.session.FieldPaths;
import dev.millrace.features.session.SessionParser;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.Retention;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.training.part.PartBuilder;
import dev.millrace.training.part.QuarantinedSessions;
import dev.millrace.training.part.SessionFeatures;
import dev.millrace.training.run.PartQueue;
import dev.millrace.training.run.RunItems;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRuns;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Wires training sets from a function's settings. */
final class TrainingSettings {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingSettings.class);
  static final int CONNECTIONS = 32;
  private static final Duration SQS_ATTEMPT = Duration.ofSeconds(3);

  /** Half of the age at which Millrace's own deployment has Glue delete files nobody knows. */
  private static final Duration MAXIMUM_AGE = Duration.ofDays(15);

  private TrainingSettings() {}

  static TrainingPlans plans(Settings settings, AwsClients clients, LakeCatalog catalog) {
    OptionalInt keptDays = settings.days("SESSION_FEATURES_DAYS");
    return new TrainingPlans(
        new ManifestTable(
            clients.dynamoDb(), settings.text("MANIFEST_TABLE"), InstantSource.system()),
        runs(settings, clients),
        List.of(
            new Retention(catalog, rows(settings), keptDays, InstantSource.system()),
            new Retention(catalog, quarantine(settings), keptDays, InstantSource.system())),
        limits(settings),
        InstantSource.system());
  }

  static TrainingSets sets(Settings settings, AwsClients clients, LakeCatalog catalog) {
    FeatureSchema schema = schema(settings);
    SessionParser parser =
        new SessionParser(
            new FieldPaths(
                settings.text("CREATED_DATE_TIME_PATH", FieldPaths.DEFAULT.createdDateTime()),
                settings.text("ZIP_CODE_PATH", FieldPaths.DEFAULT.zipCode()),
                settings.flag("INDEX_IN_ID")),
            settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1)),
            failure -> LOG.error("Parsing a document failed with {}", failure));
    return new TrainingSets(
        runs(settings, clients),
        new PartQueue(
            clients.build(SqsClient.builder(), SQS_ATTEMPT),
            settings.text("TRAINING_PARTS_QUEUE_URL")),
        catalog,
        rows(settings),
        quarantine(settings),
        new PartBuilder(
            new BronzeObjects(clients.s3(), settings.text("LAKE_BUCKET")), parser, schema),
        limits(settings),
        InstantSource.system());
  }

  private static FeatureSchema schema(Settings settings) {
    return FeatureSchema.of(
        settings.names("MODEL_FEATURES"), settings.numbers("ZIP_CODE_DEFAULTS"));
  }

  private static TrainingRuns runs(Settings settings, AwsClients clients) {
    return new TrainingRuns(new RunItems(clients.dynamoDb(), settings.text("TRAINING_RUNS_TABLE")));
  }

  private static TableDefinition rows(Settings settings) {
    return SessionFeatures.in(settings.text("GOLD_DATABASE"), schema(settings).names());
  }

  private static TableDefinition quarantine(Settings settings) {
    return QuarantinedSessions.in(settings.text("GOLD_DATABASE"));
  }

  private static TrainingLimits limits(Settings settings) {
    return TrainingLimits.ofAge(settings.duration("TRAINING_RUN_MAXIMUM_AGE", MAXIMUM_AGE));
  }
}
