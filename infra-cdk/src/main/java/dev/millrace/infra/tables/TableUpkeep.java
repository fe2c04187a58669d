package dev.millrace.infra.tables;

import dev.millrace.infra.construct.GlueArn;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Permissions;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.settings.CatalogSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnTableOptimizer;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.CompactionConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.IcebergCompactionConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.IcebergConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.IcebergRetentionConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.OrphanFileDeletionConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.RetentionConfigurationProperty;
import software.amazon.awscdk.services.glue.CfnTableOptimizer.TableOptimizerConfigurationProperty;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * Glue keeps the Iceberg tables in order: it makes large files of small ones, forgets old snapshots
 * and deletes files that no snapshot knows.
 */
public final class TableUpkeep extends Construct {
  /** However busy a table is, this much of its history can be read. */
  private static final int SNAPSHOTS_KEPT = 10;

  /** When files go that no snapshot knows. What is yet to be committed must be younger. */
  public static final int ORPHAN_DAYS = 30;

  /**
   * How old a file may be when the commit comes that makes it a part of its table. Longer than the
   * messages last of those who write it, and no nearer to the sweep than half-way.
   */
  public static final int LONGEST_UNCOMMITTED_DAYS = ORPHAN_DAYS / 2;

  /** A day of runs every five minutes gives a partition 288 files. */
  private static final int FILES_TO_COMPACT = 50;

  private final List<IcebergTable> tables;
  private final Optional<CreatedTables> created;
  private final CatalogSettings catalog;
  private final Bucket bucket;
  private final int snapshotDays;
  private final Role writer;
  private final Role sweeper;

  /**
   * Tables that a function creates, and gives their optimizers.
   *
   * @param namePrefix what their names begin with
   * @param folder what the keys of their files begin with; empty where a table's files lie where
   *     those of a declared one would
   */
  public record CreatedTables(String layer, String namePrefix, Optional<String> folder) {
    /** Tables whose names begin so. */
    public static CreatedTables named(String layer, String namePrefix) {
      return new CreatedTables(layer, namePrefix, Optional.empty());
    }

    /** Tables of a layer that users name. */
    public static CreatedTables ingested(String layer) {
      return new CreatedTables(layer, "", Optional.of(CatalogSettings.INGESTED_FILES));
    }

    /** What stands for their names in a permission. */
    public String pattern() {
      return namePrefix + "*";
    }

    private String files(CatalogSettings catalog) {
      return folder.orElseGet(() -> catalog.tableFiles(layer, pattern()));
    }
  }

  /**
   * Keeps tables in order, where the catalog's settings want it.
   *
   * @param bucket the lake's
   * @param snapshotDays how long past states of the tables can be read
   */
  public static void of(
      Construct scope,
      String id,
      List<IcebergTable> tables,
      CatalogSettings catalog,
      Bucket bucket,
      int snapshotDays) {
    if (catalog.tableOptimizers()) {
      new TableUpkeep(scope, id, tables, Optional.empty(), catalog, bucket, snapshotDays);
    }
  }

  /**
   * The same, and what a function needs to keep in order what it creates; nothing where the
   * catalog's settings do not want it.
   *
   * @param created what the function creates
   */
  public static Use withCreated(
      Construct scope,
      String id,
      List<IcebergTable> tables,
      CreatedTables created,
      CatalogSettings catalog,
      Bucket bucket,
      int snapshotDays) {
    return catalog.tableOptimizers()
        ? new TableUpkeep(scope, id, tables, Optional.of(created), catalog, bucket, snapshotDays)
            .use(created)
        : new Use(Map.of(), List.of(), List.of());
  }

  private TableUpkeep(
      Construct scope,
      String id,
      List<IcebergTable> tables,
      Optional<CreatedTables> created,
      CatalogSettings catalog,
      Bucket bucket,
      int snapshotDays) {
    super(scope, id);
    this.tables = tables;
    this.created = created;
    this.catalog = catalog;
    this.bucket = bucket;
    this.snapshotDays = snapshotDays;
    writer =
        role(
            "Role",
            List.of("iceberg-compaction", "iceberg-retention"),
            List.of("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            List.of("glue:GetTable", "glue:UpdateTable"));
    sweeper =
        role(
            "OrphansRole",
            List.of("iceberg-orphan-file-deletion"),
            List.of("s3:DeleteObject", "s3:GetObject"),
            List.of("glue:GetTable"));
    tables.forEach(
        table -> {
          optimizer(table, "Compaction", "compaction", compaction(), writer);
          optimizer(table, "Retention", "retention", retention(), writer);
          optimizer(table, "Orphans", "orphan_file_deletion", orphans(), sweeper);
        });
  }

  private void optimizer(
      IcebergTable table,
      String id,
      String type,
      TableOptimizerConfigurationProperty.Builder configuration,
      Role role) {
    CfnTableOptimizer.Builder.create(this, table.id() + id)
        .catalogId(Stack.of(this).getAccount())
        .databaseName(catalog.database(table.layer()))
        .tableName(table.name())
        .type(type)
        .tableOptimizerConfiguration(configuration.enabled(true).roleArn(role.getRoleArn()).build())
        .build();
  }

  private static TableOptimizerConfigurationProperty.Builder compaction() {
    return TableOptimizerConfigurationProperty.builder()
        .compactionConfiguration(
            CompactionConfigurationProperty.builder()
                .icebergConfiguration(
                    IcebergCompactionConfigurationProperty.builder()
                        .strategy("binpack")
                        .minInputFiles(FILES_TO_COMPACT)
                        .build())
                .build());
  }

  private TableOptimizerConfigurationProperty.Builder retention() {
    return TableOptimizerConfigurationProperty.builder()
        .retentionConfiguration(
            RetentionConfigurationProperty.builder()
                .icebergConfiguration(
                    IcebergRetentionConfigurationProperty.builder()
                        .snapshotRetentionPeriodInDays(snapshotDays)
                        .numberOfSnapshotsToRetain(SNAPSHOTS_KEPT)
                        .cleanExpiredFiles(true)
                        .build())
                .build());
  }

  private static TableOptimizerConfigurationProperty.Builder orphans() {
    return TableOptimizerConfigurationProperty.builder()
        .orphanFileDeletionConfiguration(
            OrphanFileDeletionConfigurationProperty.builder()
                .icebergConfiguration(
                    IcebergConfigurationProperty.builder()
                        .orphanFileRetentionPeriodInDays(ORPHAN_DAYS)
                        .build())
                .build());
  }

  /** A role that Glue takes on for some of the upkeep, on the files of all the tables. */
  private Role role(
      String id, List<String> logGroups, List<String> onFiles, List<String> onTables) {
    var files =
        Stream.concat(
                tables.stream().map(table -> catalog.tableFiles(table.layer(), table.name())),
                created.stream().map(table -> table.files(catalog)))
            .toList();
    var role =
        Role.Builder.create(this, id)
            .assumedBy(
                new ServicePrincipal(
                    "glue.amazonaws.com",
                    ServicePrincipalOpts.builder()
                        .conditions(
                            Map.of(
                                "StringEquals",
                                Map.of("aws:SourceAccount", Stack.of(this).getAccount())))
                        .build()))
            .inlinePolicies(
                Permissions.policy(
                    Permissions.allow(
                        files.stream().map(prefix -> bucket.arnForObjects(prefix + "*")).toList(),
                        onFiles.toArray(String[]::new)),
                    Permissions.allow(bucket.getBucketArn(), "s3:ListBucket"),
                    Permissions.allow(catalogArns(), onTables.toArray(String[]::new)),
                    Permissions.allow(
                        logGroups.stream().map(this::logs).toList(),
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:PutLogEvents")))
            .build();
    NagReason.allowWildcards(
        role,
        "Iceberg names the files of its tables",
        files.stream().map(prefix -> NagReason.objects(bucket, prefix)).toArray(String[]::new));
    NagReason.allowWildcards(
        role,
        "Glue makes the log groups of its optimizers and names the streams in them",
        "Resource::.*:log-group:\\/aws-glue\\/iceberg-[a-z-]+\\/logs:\\*");
    created.ifPresent(
        table ->
            NagReason.allowWildcards(
                role,
                "Tables are named when the first run begins that writes them",
                GlueArn.tablesFinding(catalog.database(table.layer()), table.namePrefix())));
    return role;
  }

  private Use use(CreatedTables created) {
    var environment = new TreeMap<String, String>();
    environment.put("TABLE_UPKEEP_ROLE", writer.getRoleArn());
    environment.put("TABLE_ORPHANS_ROLE", sweeper.getRoleArn());
    environment.put(
        "TABLE_UPKEEP",
        "files_to_compact=%d,snapshot_days=%d,snapshots_kept=%d,orphan_days=%d"
            .formatted(FILES_TO_COMPACT, snapshotDays, SNAPSHOTS_KEPT, ORPHAN_DAYS));
    var database = catalog.database(created.layer());
    return new Use(
        environment,
        List.of(
            Permissions.allow(
                List.of(
                    GlueArn.catalog(this),
                    GlueArn.database(this, database),
                    GlueArn.table(this, database, created.pattern())),
                "glue:CreateTableOptimizer",
                "glue:UpdateTableOptimizer"),
            PolicyStatement.Builder.create()
                .actions(List.of("iam:PassRole"))
                .resources(List.of(writer.getRoleArn(), sweeper.getRoleArn()))
                .conditions(
                    Map.of("StringEquals", Map.of("iam:PassedToService", "glue.amazonaws.com")))
                .build()),
        List.of());
  }

  private List<String> catalogArns() {
    var declared = tables.stream().flatMap(table -> arns(table.layer(), table.name()));
    var others = created.stream().flatMap(table -> arns(table.layer(), table.pattern()));
    return Stream.concat(Stream.of(GlueArn.catalog(this)), Stream.concat(declared, others))
        .distinct()
        .toList();
  }

  private Stream<String> arns(String layer, String table) {
    var database = catalog.database(layer);
    return Stream.of(GlueArn.database(this, database), GlueArn.table(this, database, table));
  }

  private String logs(String group) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("logs")
                .resource("log-group")
                .resourceName("/aws-glue/%s/logs:*".formatted(group))
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .build());
  }
}
