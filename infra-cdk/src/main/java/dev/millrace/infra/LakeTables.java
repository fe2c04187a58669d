package dev.millrace.infra;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnDatabase;
import software.constructs.Construct;

/** The lake in the Glue catalog: a database for each layer, and the tables in it. */
final class LakeTables extends Construct {
  /** A layer is silver or gold; the id is the construct's. */
  record Iceberg(String layer, String id, String name) {
    int snapshotDays(LakeSettings settings) {
      return TRAINING.contains(this) ? settings.training().snapshotDays() : settings.snapshotDays();
    }
  }

  private static final List<Iceberg> TRAINING =
      List.of(
          new Iceberg("gold", "SessionFeatures", "session_features"),
          new Iceberg("gold", "QuarantinedSessions", "quarantined_sessions"));

  static final List<Iceberg> ICEBERG =
      Stream.concat(
              Stream.of(
                  new Iceberg("silver", "ServiceEvents", "service_events"),
                  new Iceberg("silver", "RejectedEvents", "rejected_events"),
                  new Iceberg("gold", "ServiceMetricsPerMinute", "service_metrics_per_minute")),
              TRAINING.stream())
          .toList();

  private final Storage storage;
  private final LakeSettings settings;
  private final String files;

  LakeTables(Construct scope, String id, Storage storage, LakeSettings settings, String bucket) {
    super(scope, id);
    this.storage = storage;
    this.settings = settings;
    files = "s3://" + bucket;
    var bronze = database("Bronze", "What arrived, as it arrived");
    bronzeTable(bronze, "BronzeSessions", "sessions");
    bronzeTable(bronze, "BronzeServiceEvents", "service-events");
    bronzeTable(bronze, "BronzePredictions", "predictions");
    icebergTables(database("Silver", "Events that are clean, and those that cannot be"), "silver");
    icebergTables(database("Gold", "What is computed from clean events"), "gold");
  }

  private CfnDatabase database(String id, String description) {
    var database =
        CfnDatabase.Builder.create(this, id)
            .catalogId(Stack.of(this).getAccount())
            .databaseInput(
                CfnDatabase.DatabaseInputProperty.builder()
                    .name(settings.database(id.toLowerCase(Locale.ROOT)))
                    .description(description)
                    .build())
            .build();
    database.applyRemovalPolicy(storage.removal());
    return database;
  }

  private void bronzeTable(CfnDatabase database, String id, String stream) {
    within(
        database,
        BronzeTable.create(
            this,
            id,
            stream.replace('-', '_'),
            settings.database("bronze"),
            files + "/bronze/" + stream,
            storage.removal()));
  }

  private void icebergTables(CfnDatabase database, String layer) {
    ICEBERG.stream()
        .filter(table -> table.layer().equals(layer))
        .forEach(
            table ->
                within(
                    database,
                    IcebergTable.create(
                        this,
                        table,
                        settings.database(layer),
                        "%s/%s%s".formatted(files, settings.tableFiles(layer), table.name()),
                        storage.removal())));
  }

  /** The name alone tells CloudFormation nothing of what must be there first. */
  private static void within(CfnDatabase database, CfnResource table) {
    table.getNode().addDependency(database);
  }
}
