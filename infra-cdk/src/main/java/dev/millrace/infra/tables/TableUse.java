package dev.millrace.infra.tables;

import dev.millrace.infra.construct.GlueArn;
import dev.millrace.infra.construct.Permissions;
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
   * @param tables names, or what names begin with and a star
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
    var database = catalog.database(layer);
    var patterns =
        Stream.of(tables)
            .filter(table -> table.endsWith("*"))
            .map(table -> named(database, table.substring(0, table.length() - 1)))
            .toList();
    var entries =
        new Use(
            Map.of(),
            List.of(
                Permissions.allow(
                    entries(scope, database, tables), "glue:GetTable", "glue:UpdateTable")),
            patterns);
    return all(variable, database, files, entries);
  }

  /**
   * Creates, reads and writes tables of a layer whose names begin so: functions name them, when
   * there is a first row for one. Beside what {@link #written} allows of them, the layer's tables
   * are listed.
   *
   * @param tables that are declared, and read and written too
   */
  public static Use createdAndWritten(
      String variable,
      Construct scope,
      CatalogSettings catalog,
      Bucket bucket,
      String layer,
      String namePrefix,
      String... tables) {
    var database = catalog.database(layer);
    var names =
        Stream.concat(Stream.of(namePrefix + "*"), Stream.of(tables)).toArray(String[]::new);
    var created = written(variable, scope, catalog, bucket, layer, names);
    var permissions = new ArrayList<>(created.permissions());
    permissions.add(
        Permissions.allow(entries(scope, database, namePrefix + "*"), "glue:CreateTable"));
    permissions.add(Permissions.allow(entries(scope, database), "glue:GetDatabase"));
    permissions.add(Permissions.allow(entries(scope, database, "*"), "glue:GetTables"));
    var wildcards = new ArrayList<>(created.wildcards());
    wildcards.add(named(database, ""));
    return new Use(created.environment(), permissions, wildcards);
  }

  /**
   * Creates, reads and writes tables of a layer that users name, with their files in a folder of
   * their own. The declared tables are denied, whatever else the role may do: neither their entries
   * nor their files are ever changed by a name that a user chose.
   *
   * @param reserved the names of all tables that the template declares in the layer
   * @param tables those of them that the function writes itself
   */
  public static Use ingested(
      String variable,
      Construct scope,
      CatalogSettings catalog,
      Bucket bucket,
      String layer,
      List<String> reserved,
      String... tables) {
    var database = catalog.database(layer);
    var own = written(variable, scope, catalog, bucket, layer, tables);
    var files =
        Use.objects(
            bucket,
            CatalogSettings.INGESTED_FILES,
            NAMED_BY_ICEBERG,
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:PutObject");
    var permissions = new ArrayList<>(own.permissions());
    permissions.addAll(files.permissions());
    permissions.add(
        Permissions.allow(
            entries(scope, database, "*"),
            "glue:CreateTable",
            "glue:GetTable",
            "glue:UpdateTable"));
    permissions.add(Permissions.allow(entries(scope, database), "glue:GetDatabase"));
    var denied = reserved.stream().filter(table -> !List.of(tables).contains(table)).toList();
    permissions.add(
        Permissions.deny(
            denied.stream().map(table -> GlueArn.table(scope, database, table)).toList(),
            "glue:CreateTable",
            "glue:DeleteTable",
            "glue:UpdateTable"));
    permissions.add(
        Permissions.deny(
            denied.stream()
                .map(table -> bucket.arnForObjects(catalog.tableFiles(layer, table) + "*"))
                .toList(),
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:PutObject"));
    var wildcards = new ArrayList<>(own.wildcards());
    wildcards.addAll(files.wildcards());
    wildcards.add(
        new Use.Wildcard(
            GlueArn.tablesFinding(database, ""), "Users name the tables when they post jobs"));
    return new Use(own.environment(), permissions, wildcards);
  }

  /** Reads the tables of a layer that users name; of the declared ones the entries alone. */
  public static Use ingestedRead(
      String variable, Construct scope, CatalogSettings catalog, Bucket bucket, String layer) {
    var database = catalog.database(layer);
    var files =
        Use.objects(bucket, CatalogSettings.INGESTED_FILES, NAMED_BY_ICEBERG, "s3:GetObject");
    var permissions = new ArrayList<>(files.permissions());
    permissions.add(Permissions.allow(entries(scope, database, "*"), "glue:GetTable"));
    var wildcards = new ArrayList<>(files.wildcards());
    wildcards.add(
        new Use.Wildcard(
            GlueArn.tablesFinding(database, ""), "Users name the tables when they post jobs"));
    return new Use(Map.of(variable, database), permissions, wildcards);
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
    wildcards.addAll(entries.wildcards());
    return new Use(Map.of(variable, database), permissions, wildcards);
  }

  private static Use.Wildcard named(String database, String prefix) {
    return new Use.Wildcard(
        GlueArn.tablesFinding(database, prefix),
        "Tables are named after models when their first run begins");
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
