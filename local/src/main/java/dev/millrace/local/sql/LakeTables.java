package dev.millrace.local.sql;

import dev.millrace.local.support.IcebergCatalog;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.TableIdentifier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;

/** The tables of the Glue catalog that can be read: Iceberg's, and those over JSON lines. */
final class LakeTables implements AutoCloseable {
  private final GlueClient glue;
  private final S3Client s3;
  private final GlueCatalog iceberg;
  private final Map<TableName, Table> tables = new TreeMap<>();

  /**
   * Lists the tables that there are now.
   *
   * @param credentials a class that Iceberg can make by its name and its static {@code create()}
   */
  LakeTables(URI glueEndpoint, URI s3Endpoint, String region, AwsCredentialsProvider credentials) {
    glue = configured(GlueClient.builder(), glueEndpoint, region, credentials).build();
    s3 =
        configured(S3Client.builder(), s3Endpoint, region, credentials)
            .forcePathStyle(true)
            .build();
    iceberg = IcebergCatalog.of(glueEndpoint, s3Endpoint, region, credentials);
    for (Database database :
        glue.getDatabasesPaginator(request -> {}).stream()
            .flatMap(page -> page.databaseList().stream())
            .toList()) {
      glue.getTablesPaginator(request -> request.databaseName(database.name())).stream()
          .flatMap(page -> page.tableList().stream())
          .filter(table -> isIceberg(table) || JsonLinesTable.is(table))
          .forEach(table -> tables.put(TableName.of(database.name(), table.name()), table));
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> B configured(
      B builder, URI endpoint, String region, AwsCredentialsProvider credentials) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(credentials);
  }

  private static boolean isIceberg(Table table) {
    return "iceberg".equalsIgnoreCase(table.parameters().get("table_type"));
  }

  /**
   * Finds a table.
   *
   * @throws StackException when there is none of that name; it says which there are
   */
  LakeTable table(TableName name) {
    Table table =
        Optional.ofNullable(tables.get(name))
            .orElseThrow(
                () ->
                    new StackException(
                        "There is no table %s; there are %s".formatted(name, list())));
    return isIceberg(table)
        ? new IcebergTable(iceberg.loadTable(TableIdentifier.of(name.database(), name.table())))
        : new JsonLinesTable(table, s3);
  }

  private String list() {
    return tables.isEmpty()
        ? "none yet"
        : tables.keySet().stream().map(TableName::toString).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    s3.close();
    glue.close();
    try {
      iceberg.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The catalog's client did not close", e);
    }
  }
}
