package dev.millrace.local.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.emulator.DynamoDbEmulator;
import dev.millrace.local.fixture.LakeServices;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.glue.GlueClient;

class ResourceTypesTest {
  private static CloudAssembly assembly;
  private static Intrinsics intrinsics;

  @TempDir Path directory;

  @BeforeAll
  static void read() throws Exception {
    assembly =
        CloudAssembly.read(Path.of(ResourceTypesTest.class.getResource("/assembly").toURI()));
    intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes("eu-west-1", "http://127.0.0.1:1", "http://127.0.0.1:2"));
  }

  @Test
  void declaredGlueDatabasesAndTablesAreThere() throws Exception {
    try (LakeServices services = LakeServices.start(directory, "failures");
        GlueClient glue =
            GlueClient.builder()
                .endpointOverride(services.glueEndpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(LocalCredentials.create())
                .build()) {
      provision(services);

      assertThat(glue.getDatabase(request -> request.name("test_silver")).database().locationUri())
          .isEqualTo("s3://failures/tables/silver");
      assertThat(
              glue.getTable(request -> request.databaseName("test_silver").name("bronze"))
                  .table()
                  .parameters())
          .containsEntry("projection.enabled", "true");
    }
  }

  @Test
  void aDeclaredIcebergTableIsAsDeclaredAndTakesCommits() throws Exception {
    try (LakeServices services = LakeServices.start(directory, "failures");
        GlueCatalog catalog = services.catalog()) {
      provision(services);

      Table table = catalog.loadTable(TableIdentifier.of("test_silver", "events"));

      assertThat(table.location()).isEqualTo("s3://failures/tables/silver/events");
      assertThat(table.schema().asStruct())
          .isEqualTo(
              Types.StructType.of(
                  Types.NestedField.required(1, "event_id", Types.StringType.get()),
                  Types.NestedField.required(2, "event_time", Types.TimestampType.withZone()),
                  Types.NestedField.optional(
                      3,
                      "extra",
                      Types.MapType.ofOptional(
                          4, 5, Types.StringType.get(), Types.StringType.get()))));
      assertThat(table.spec())
          .isEqualTo(
              PartitionSpec.builderFor(table.schema()).day("event_time", "event_time_day").build());
      assertThat(table.properties()).containsEntry("commit.retry.num-retries", "0");
      table.updateSchema().addColumn("added", Types.LongType.get()).commit();
      assertThat(table.schema().findField("added").fieldId()).isEqualTo(6);
      provision(services);
      table.refresh();
      assertThat(table.schema().findField("added")).isNotNull();
    }
  }

  private static void provision(LakeServices services) throws Exception {
    GlueDatabase.create(
        assembly.resources("AWS::Glue::Database"), intrinsics, services.dataCatalog());
    GlueTable.create(
        assembly.resources("AWS::Glue::Table"), intrinsics, services.dataCatalog(), services.s3());
  }

  @Test
  void aTableIsQueriedByItsGlobalIndex() throws Exception {
    try (DynamoDbEmulator emulator = DynamoDbEmulator.inMemory();
        DynamoDbClient dynamoDb =
            DynamoDbClient.builder()
                .endpointOverride(emulator.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(LocalCredentials.create())
                .build()) {
      DynamoDbTable.create(assembly.resources("AWS::DynamoDB::Table"), intrinsics, dynamoDb);
      dynamoDb.putItem(
          request ->
              request
                  .tableName("metrics")
                  .item(
                      Map.of(
                          "day", AttributeValue.fromS("2025-01-18"),
                          "minute", AttributeValue.fromS("10:12"),
                          "service", AttributeValue.fromS("checkout"),
                          "count", AttributeValue.fromN("3"),
                          "other", AttributeValue.fromN("4"))));

      assertThat(
              dynamoDb
                  .query(
                      request ->
                          request
                              .tableName("metrics")
                              .indexName("by-service")
                              .keyConditionExpression("service = :service")
                              .expressionAttributeValues(
                                  Map.of(":service", AttributeValue.fromS("checkout"))))
                  .items())
          .singleElement()
          .satisfies(item -> assertThat(item).containsKey("count").doesNotContainKey("other"));
    }
  }
}
