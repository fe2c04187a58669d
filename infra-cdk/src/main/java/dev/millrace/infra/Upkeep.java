package dev.millrace.infra;

import java.util.List;
import java.util.Map;
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
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * Glue keeps the Iceberg tables in order: it makes large files of small ones, forgets old snapshots
 * and deletes files that no snapshot knows.
 */
final class Upkeep extends Construct {
  /** However busy a table is, this much of its history can be read. */
  private static final int SNAPSHOTS_KEPT = 10;

  /** When files go that no snapshot knows. What is yet to be committed must be younger. */
  static final int ORPHAN_DAYS = 30;

  /**
   * How old a training run may be when it commits: its files are nobody's until then. Longer than
   * its messages last, and no nearer to the sweep than half-way.
   */
  static final int TRAINING_RUN_DAYS = ORPHAN_DAYS / 2;

  /** A day of runs every five minutes gives a partition 288 files. */
  private static final int FILES_TO_COMPACT = 50;

  private static final List<String> LOGS =
      List.of("iceberg-compaction", "iceberg-retention", "iceberg-orphan-file-deletion");

  private final Role role;

  Upkeep(Construct scope, String id, LakeSettings settings, Bucket bucket) {
    super(scope, id);
    role = role(settings, bucket);
    LakeTables.ICEBERG.forEach(
        table -> {
          optimizer(table, settings, "Compaction", "compaction", compaction());
          optimizer(
              table, settings, "Retention", "retention", retention(table.snapshotDays(settings)));
          optimizer(table, settings, "Orphans", "orphan_file_deletion", orphans());
        });
  }

  private void optimizer(
      LakeTables.Iceberg table,
      LakeSettings settings,
      String id,
      String type,
      TableOptimizerConfigurationProperty.Builder configuration) {
    CfnTableOptimizer.Builder.create(this, table.id() + id)
        .catalogId(Stack.of(this).getAccount())
        .databaseName(settings.database(table.layer()))
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

  private static TableOptimizerConfigurationProperty.Builder retention(int days) {
    return TableOptimizerConfigurationProperty.builder()
        .retentionConfiguration(
            RetentionConfigurationProperty.builder()
                .icebergConfiguration(
                    IcebergRetentionConfigurationProperty.builder()
                        .snapshotRetentionPeriodInDays(days)
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

  private Role role(LakeSettings settings, Bucket bucket) {
    var silver = settings.tableFiles("silver");
    var gold = settings.tableFiles("gold");
    var role =
        Role.Builder.create(this, "Role")
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
                        List.of(
                            bucket.arnForObjects(silver + "*"), bucket.arnForObjects(gold + "*")),
                        "s3:DeleteObject",
                        "s3:GetObject",
                        "s3:PutObject"),
                    Permissions.allow(bucket.getBucketArn(), "s3:ListBucket"),
                    Permissions.allow(catalog(settings), "glue:GetTable", "glue:UpdateTable"),
                    Permissions.allow(
                        LOGS.stream().map(this::logs).toList(),
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:PutLogEvents")))
            .build();
    NagReason.allowWildcards(
        role,
        "Iceberg names the files of its tables",
        NagReason.objects("LakeDataLake", silver),
        NagReason.objects("LakeDataLake", gold));
    NagReason.allowWildcards(
        role,
        "Glue makes the log groups of its optimizers and names the streams in them",
        "Resource::.*:log-group:\\/aws-glue\\/iceberg-[a-z-]+\\/logs:\\*");
    return role;
  }

  private List<String> catalog(LakeSettings settings) {
    return Stream.concat(
            Stream.of(GlueArn.catalog(this)),
            LakeTables.ICEBERG.stream()
                .flatMap(
                    table ->
                        Stream.of(
                            GlueArn.database(this, settings.database(table.layer())),
                            GlueArn.table(this, settings.database(table.layer()), table.name()))))
        .distinct()
        .toList();
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
