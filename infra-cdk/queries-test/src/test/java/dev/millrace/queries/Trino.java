package dev.millrace.queries;

import static java.util.stream.Collectors.joining;

import io.airlift.log.Level;
import io.airlift.log.Logging;
import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine that Athena is built on, in this process, with Athena's view of the Glue catalog: one
 * catalog, in which Iceberg tables stand beside the others, and UTC.
 */
final class Trino implements AutoCloseable {
  private static final String CATALOG = "awsdatacatalog";
  private static final String ICEBERG = "iceberg";

  private final StandaloneQueryRunner runner;

  /** Starts it; it knows no table yet. */
  Trino() {
    Logging.initialize().setRootLevel(Level.WARN);
    Session session =
        TestingSession.testSessionBuilder()
            .setCatalog(CATALOG)
            .setSchema("gold")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .build();
    runner = new StandaloneQueryRunner(session);
    runner.installPlugin(new IcebergPlugin());
    runner.installPlugin(new HivePlugin());
  }

  /** Sees the tables of a Glue catalog from now on. */
  void connect(SampleLakeProcess.Endpoints lake) {
    runner.createCatalog(
        ICEBERG, ICEBERG, properties(lake, Map.of("iceberg.catalog.type", "glue")));
    runner.createCatalog(
        CATALOG,
        "hive",
        properties(
            lake,
            Map.of(
                "hive.metastore", "glue",
                "hive.partition-projection-enabled", "true",
                "hive.table-statistics-enabled", "false",
                "hive.iceberg-catalog-name", ICEBERG)));
  }

  private static Map<String, String> properties(
      SampleLakeProcess.Endpoints lake, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.putAll(
        Map.of(
            "hive.metastore.glue.endpoint-url", lake.glue().toString(),
            "hive.metastore.glue.region", "eu-central-1",
            "hive.metastore.glue.aws-access-key", "test",
            "hive.metastore.glue.aws-secret-key", "test-secret",
            "fs.s3.enabled", "true",
            "s3.endpoint", lake.s3().toString(),
            "s3.region", "eu-central-1",
            "s3.path-style-access", "true",
            "s3.aws-access-key", "test",
            "s3.aws-secret-key", "test-secret"));
    return properties;
  }

  /** The rows of a query's answer, as text. */
  List<String> query(String sql) {
    return runner.execute(sql).getMaterializedRows().stream()
        .map(row -> row.getFields().stream().map(String::valueOf).collect(joining(" | ")))
        .toList();
  }

  @Override
  public void close() {
    runner.close();
  }
}
