package dev.millrace.infra.lake;

import dev.millrace.infra.artifact.Resources;
import dev.millrace.infra.settings.CatalogSettings;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.athena.CfnNamedQuery;
import software.amazon.awscdk.services.athena.CfnWorkGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * Where people query the lake: an Athena workgroup that limits what a query may read and says where
 * results go, and queries to begin with. These are files of plain Trino SQL, named as the query is,
 * whose first line is a comment that says what it answers.
 */
final class Queries extends Construct {
  static final List<String> NAMES =
      List.of(
          "error-rate-by-service-and-hour",
          "freshness-of-the-tables",
          "predictions-by-model-version-and-day",
          "predictions-with-their-sessions",
          "rejected-by-reason-and-day");

  private static final long BYTES_A_GIGABYTE = 1024L * 1024 * 1024;

  private final LakeSettings.QueryLimits limits;
  private final CatalogSettings catalog;

  Queries(
      Construct scope,
      String id,
      LakeSettings.QueryLimits limits,
      CatalogSettings catalog,
      Bucket results) {
    super(scope, id);
    this.limits = limits;
    this.catalog = catalog;
    var workgroup = workgroup(results);
    NAMES.forEach(name -> query(name, workgroup));
    CfnOutput.Builder.create(Stack.of(this), "QueryWorkgroup").value(workgroup.getName()).build();
  }

  /** Its name is its identity to Athena; with the databases' prefix it is as unique as they are. */
  private CfnWorkGroup workgroup(Bucket results) {
    return CfnWorkGroup.Builder.create(this, "Workgroup")
        .name("millrace-" + Stage.of(this).getStageName())
        .description("Queries of the lake")
        .recursiveDeleteOption(true)
        .workGroupConfiguration(
            CfnWorkGroup.WorkGroupConfigurationProperty.builder()
                .enforceWorkGroupConfiguration(true)
                .publishCloudWatchMetricsEnabled(true)
                .bytesScannedCutoffPerQuery(limits.scanLimitGigabytes() * BYTES_A_GIGABYTE)
                .engineVersion(
                    CfnWorkGroup.EngineVersionProperty.builder()
                        .selectedEngineVersion("Athena engine version 3")
                        .build())
                .resultConfiguration(
                    CfnWorkGroup.ResultConfigurationProperty.builder()
                        .outputLocation("s3://%s/".formatted(results.getBucketName()))
                        .expectedBucketOwner(Stack.of(this).getAccount())
                        .encryptionConfiguration(
                            CfnWorkGroup.EncryptionConfigurationProperty.builder()
                                .encryptionOption("SSE_S3")
                                .build())
                        .build())
                .build())
        .build();
  }

  private void query(String name, CfnWorkGroup workgroup) {
    var sql = Resources.text("queries/%s.sql".formatted(name));
    CfnNamedQuery.Builder.create(this, name)
        .name(name)
        .description(sql.lines().findFirst().orElseThrow().replaceFirst("^-- ", ""))
        .database(catalog.database("gold"))
        .workGroup(workgroup.getName())
        .queryString(withPrefix(sql))
        .build()
        .getNode()
        .addDependency(workgroup);
  }

  /** The files name databases as they are called without a prefix. */
  private String withPrefix(String sql) {
    return sql.replaceAll(
        "\\b(bronze|silver|gold)\\.(?=[\\w\"])", catalog.databasePrefix() + "$1.");
  }
}
