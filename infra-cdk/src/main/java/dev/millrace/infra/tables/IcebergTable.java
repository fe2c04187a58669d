package dev.millrace.infra.tables;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Resources;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.settings.CatalogSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.glue.CfnTable;

/**
 * An Iceberg table in the Glue catalog, as its functions would create it. Its schema and partitions
 * are in a resource, in Iceberg's own JSON.
 *
 * <p>Two traps decide the shape: a table that is given columns by {@code TableInput} stops being an
 * Iceberg table at its first update, and beside {@code TableInput} Glue refuses a schema of
 * Iceberg's. Identifiers of columns are never used again: the data files refer to them.
 *
 * @param layer silver or gold
 * @param id the construct's
 * @param name in its database
 */
public record IcebergTable(String layer, String id, String name) {
  /**
   * Declares the table, and makes its name known.
   *
   * @param bucket the name of the lake bucket
   */
  public CfnTable declare(CapabilityData stack, String bucket, CatalogSettings catalog) {
    var declaration = Resources.json("tables/%s.%s.json".formatted(layer, name));
    var location = "s3://%s/%s".formatted(bucket, catalog.tableFolder(layer, name));
    var table =
        CfnTable.Builder.create(stack, id)
            .catalogId(stack.getAccount())
            .databaseName(catalog.database(layer))
            .name(name)
            .openTableFormatInput(
                CfnTable.OpenTableFormatInputProperty.builder()
                    .icebergInput(
                        CfnTable.IcebergInputProperty.builder()
                            .metadataOperation("CREATE")
                            .version("2")
                            .icebergTableInput(input(declaration, location))
                            .build())
                    .build())
            .build();
    table.applyRemovalPolicy(stack.storage().removal());
    stack.declare(CfnTable.class, "%s.%s".formatted(layer, name), table);
    return table;
  }

  /**
   * The names of the tables of a layer that are declared so far, whichever capability's they are.
   */
  public static List<String> declared(DeclaredResources resources, String layer) {
    var prefix = layer + ".";
    return resources.ids(CfnTable.class).stream()
        .filter(id -> id.startsWith(prefix))
        .map(id -> id.substring(prefix.length()))
        .toList();
  }

  private static CfnTable.IcebergTableInputProperty input(JsonNode declaration, String location) {
    return CfnTable.IcebergTableInputProperty.builder()
        .location(location)
        .schema(
            CfnTable.IcebergSchemaProperty.builder()
                .type("struct")
                .fields(columns(declaration.at("/schema/fields")))
                .build())
        .partitionSpec(
            CfnTable.IcebergPartitionSpecProperty.builder()
                .fields(partitions(declaration.path("partition-spec")))
                .build())
        .properties(properties())
        .build();
  }

  private static Map<String, String> properties() {
    var properties = new TreeMap<String, String>();
    properties.put("format-version", "2");
    properties.put("write.parquet.compression-codec", "zstd");
    properties.put("commit.retry.num-retries", "0");
    properties.put("write.metadata.delete-after-commit.enabled", "true");
    properties.put("write.metadata.previous-versions-max", "50");
    return properties;
  }

  private static List<CfnTable.IcebergStructFieldProperty> columns(JsonNode fields) {
    return fields
        .valueStream()
        .map(
            field ->
                CfnTable.IcebergStructFieldProperty.builder()
                    .id(field.path("id").asInt())
                    .name(field.path("name").asText())
                    .required(field.path("required").asBoolean())
                    .type(type(field.path("type")))
                    .build())
        .toList();
  }

  /** CloudFormation takes a nested type as the text of its JSON. */
  private static String type(JsonNode type) {
    return type.isTextual() ? type.asText() : type.toString();
  }

  private static List<CfnTable.IcebergPartitionFieldProperty> partitions(JsonNode fields) {
    return fields
        .valueStream()
        .map(
            field ->
                CfnTable.IcebergPartitionFieldProperty.builder()
                    .sourceId(field.path("source-id").asInt())
                    .fieldId(field.path("field-id").asInt())
                    .name(field.path("name").asText())
                    .transform(field.path("transform").asText())
                    .build())
        .toList();
  }
}
