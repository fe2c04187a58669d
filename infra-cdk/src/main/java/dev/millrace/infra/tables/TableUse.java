package dev.millrace.infra.tables;

import dev.millrace.infra.construct.GlueArn;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.settings.CatalogSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * What functions do with Iceberg tables: a table's files and its entry in the Glue catalog. The
 * bucket must be named, and listed, by a use of its own.
 */
public final class TableUse {
  private static final String NAMED_BY_ICEBERG = "Iceberg names the files of its tables";

  private TableUse() {}

  /**
   * Reads and writes tables of a layer. Iceberg deletes what a commit that failed has written, and
   * metadata that is long replaced.
   *
   * @param variable the environment variable that names the layer's database
   */
  public static Use written(
      String variable,
      Construct scope,
      CatalogSettings catalog,
      Bucket bucket,
      String layer,
      String... tables) {
    var files =
        Stream.of(tables)
            .map(
                table ->
                    Use.objects(
                        bucket,
                        catalog.tableFiles(layer, table),
                        NAMED_BY_ICEBERG,
                        "s3:AbortMultipartUpload",
                        "s3:DeleteObject",
                        "s3:GetObject",
                        "s3:PutObject"));
    var entries =
        Use.permission(
            entries(scope, catalog.database(layer), tables), "glue:GetTable", "glue:UpdateTable");
    return all(variable, catalog.database(layer), files, entries);
  }

  /** Reads tables of a layer. */
  public static Use read(
      String variable,
      Construct scope,
      CatalogSettings catalog,
      Bucket bucket,
      String layer,
      String... tables) {
    var files =
        Stream.of(tables)
            .map(
                table ->
                    Use.objects(
                        bucket,
                        catalog.tableFiles(layer, table),
                        NAMED_BY_ICEBERG,
                        "s3:GetObject"));
    var entries = Use.permission(entries(scope, catalog.database(layer), tables), "glue:GetTable");
    return all(variable, catalog.database(layer), files, entries);
  }

  private static Use all(String variable, String database, Stream<Use> files, Use entries) {
    var permissions = new ArrayList<PolicyStatement>();
    var wildcards = new ArrayList<Use.Wildcard>();
    files.forEach(
        use -> {
          permissions.addAll(use.permissions());
          wildcards.addAll(use.wildcards());
        });
    permissions.addAll(entries.permissions());
    return new Use(Map.of(variable, database), permissions, wildcards);
  }

  /** Glue asks for a table's name and for those of what it is in. */
  private static List<String> entries(Construct scope, String database, String... tables) {
    var arns = new ArrayList<String>();
    arns.add(GlueArn.catalog(scope));
    arns.add(GlueArn.database(scope, database));
    for (var table : tables) {
      arns.add(GlueArn.table(scope, database, table));
    }
    return arns;
  }
}
