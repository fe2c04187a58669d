package dev.millrace.ingestion.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.TypeChanges;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedObjects;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableOptimizers;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.EmulatorClients;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.glue.GlueClient;

/** A lake with datasets, of which a test makes as many as it likes. */
final class DatasetLake implements AutoCloseable {
  static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(20));
  static final String SILVER = "silver";
  static final int MOST_ROWS = 10_000;
  static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  private static final AtomicInteger NAMES = new AtomicInteger();

  final LakeServers servers;
  final LakeCatalog catalog;
  final String catalogueTable = newCatalogueTable();
  final ManualClock clock = new ManualClock(NOW);
  final DatasetCatalogue catalogue =
      new DatasetCatalogue(
          new DatasetCatalogueTable(DynamoDbServer.client(), catalogueTable),
          Set.of("service_events"),
          clock);
  final StagedPages pages;
  final Datasets datasets;

  DatasetLake(Path folder) throws Exception {
    servers = new LakeServers(folder);
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
    StagedObjects objects = new StagedObjects(servers.s3().client(), LakeServers.BUCKET);
    pages = new StagedPages(objects);
    datasets =
        new Datasets(catalog, SILVER, catalogue, objects, Optional.of(optimizers()), MOST_ROWS);
  }

  private TableOptimizers optimizers() {
    return new TableOptimizers(
        EmulatorClients.build(
            GlueClient.builder(), servers.glue().endpoint(), 4, Duration.ofSeconds(10)),
        "arn:aws:iam::000000000000:role/upkeep",
        "arn:aws:iam::000000000000:role/orphans",
        new TableOptimizers.Limits(50, 5, 10, 30));
  }

  private static String newCatalogueTable() {
    return DynamoDbServer.newTable(
        table ->
            table
                .keySchema(key("name", KeyType.HASH))
                .attributeDefinitions(string("name"), string("owner"), string("listed"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName(DatasetCatalogueTable.BY_OWNER)
                        .keySchema(key("owner", KeyType.HASH), key("listed", KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))
                        .build()));
  }

  private static KeySchemaElement key(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }

  private static AttributeDefinition string(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  /** A dataset that no test has used. */
  static DatasetDefinition newDataset(String... key) {
    return new DatasetDefinition(
        "dataset_" + NAMES.incrementAndGet(),
        List.of(key),
        Optional.empty(),
        TypeChanges.REFUSE,
        "alice");
  }

  static DatasetDefinition withJson(DatasetDefinition dataset) {
    return new DatasetDefinition(
        dataset.name(), dataset.key(), dataset.timeColumn(), TypeChanges.JSON, dataset.owner());
  }

  /** A source of a new job. */
  static StagedSource newSource() {
    int number = NAMES.incrementAndGet();
    return new StagedSource("job-" + number, "tracks-" + number);
  }

  /** Fields by name and value, in turns. */
  static Row row(Object... fields) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      values.put((String) fields[i], fields[i + 1]);
    }
    return new Row(values);
  }

  /** Stages pages of rows. */
  @SafeVarargs
  final void stage(StagedSource at, List<Row>... rows) throws InterruptedException {
    for (int i = 0; i < rows.length; i++) {
      pages.write(at, i + 1, "pages/" + (i + 1), rows[i], List.of(), DEADLINE);
    }
  }

  /** Stages rows as one page of a new job, and stores them. */
  DatasetRows store(DatasetDefinition dataset, Row... rows) throws InterruptedException {
    StagedSource at = newSource();
    stage(at, List.of(rows));
    return datasets.commit(dataset, at, 1, DEADLINE);
  }

  Table table(DatasetDefinition dataset) {
    return catalog.load(SILVER, dataset.name()).table();
  }

  boolean isThere(DatasetDefinition dataset) {
    return catalog.find(SILVER, dataset.name()).isPresent();
  }

  /** The values of some columns in all rows, as Iceberg reads them with all deletes applied. */
  List<List<Object>> rows(DatasetDefinition dataset, String... columns) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table(dataset)).build()) {
      for (Record row : records) {
        List<Object> values = new ArrayList<>();
        for (String column : columns) {
          assertThat(row.struct().field(column)).as("column %s", column).isNotNull();
          values.add(row.getField(column));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    catalog.close();
    servers.close();
  }
}
