package dev.millrace.infra.lake;

import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.settings.CatalogSettings;
import dev.millrace.infra.tables.IcebergTable;
import java.util.List;
import java.util.Locale;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnDatabase;

/** The lake in the Glue catalog: a database for each layer, and the tables that its jobs write. */
final class LakeCatalog {
  static final List<IcebergTable> ICEBERG =
      List.of(
          new IcebergTable("silver", "ServiceEvents", "service_events"),
          new IcebergTable("silver", "RejectedEvents", "rejected_events"),
          new IcebergTable("silver", "LookupHistory", "lookup_history"),
          new IcebergTable("gold", "ServiceMetricsPerMinute", "service_metrics_per_minute"));

  private final CapabilityData stack;
  private final CatalogSettings catalog;
  private final String bucket;

  LakeCatalog(CapabilityData stack, CatalogSettings catalog) {
    this.stack = stack;
    this.catalog = catalog;
    bucket = stack.resources().bucket(LakeCapability.NAME, "Lake").getBucketName();
  }

  void declare() {
    var bronze = database("Bronze", "What arrived, as it arrived");
    bronzeTable(bronze, "BronzeSessions", "sessions");
    bronzeTable(bronze, "BronzeServiceEvents", "service-events");
    bronzeTable(bronze, "BronzePredictions", "predictions");
    icebergTables(database("Silver", "Events that are clean, and those that cannot be"), "silver");
    icebergTables(database("Gold", "What is computed from clean events"), "gold");
  }

  private CfnDatabase database(String id, String description) {
    var database =
        CfnDatabase.Builder.create(stack, id)
            .catalogId(Stack.of(stack).getAccount())
            .databaseInput(
                CfnDatabase.DatabaseInputProperty.builder()
                    .name(catalog.database(id.toLowerCase(Locale.ROOT)))
                    .description(description)
                    .build())
            .build();
    database.applyRemovalPolicy(stack.storage().removal());
    stack.output(id + "Database", catalog.database(id.toLowerCase(Locale.ROOT)));
    return database;
  }

  private void bronzeTable(CfnDatabase database, String id, String stream) {
    within(
        database,
        BronzeTable.create(
            stack,
            id,
            stream.replace('-', '_'),
            catalog.database("bronze"),
            "s3://%s/bronze/%s".formatted(bucket, stream),
            stack.storage().removal()));
  }

  private void icebergTables(CfnDatabase database, String layer) {
    ICEBERG.stream()
        .filter(table -> table.layer().equals(layer))
        .forEach(table -> within(database, table.declare(stack, bucket, catalog)));
  }

  /** The name alone tells CloudFormation nothing of what must be there first. */
  private static void within(CfnDatabase database, CfnResource table) {
    table.getNode().addDependency(database);
  }
}
