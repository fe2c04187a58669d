package dev.millrace.local.glue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;

/**
 * The first metadata of an Iceberg table, written as Glue writes it for a template's {@code
 * IcebergTableInput}: format version 2, without a snapshot.
 */
public final class IcebergMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Identifiers of partition fields begin above this. */
  private static final int BEFORE_PARTITION_FIELDS = 999;

  private final JsonNode input;
  private final UUID tableId = UUID.randomUUID();

  /**
   * @param input an IcebergTableInput without intrinsics
   */
  public IcebergMetadata(JsonNode input) {
    this.input = input;
  }

  /** {@code s3://BUCKET/FOLDER}, without a slash at the end. */
  private String location() {
    return input.path("Location").asText().replaceFirst("/+$", "");
  }

  /** Where the metadata file goes. */
  public String file() {
    return "%s/metadata/00000-%s.metadata.json".formatted(location(), tableId);
  }

  /** Glue's TableInput of the table, which refers to that file. */
  public ObjectNode tableInput(String name) {
    ObjectNode table = JSON.createObjectNode().put("Name", name).put("TableType", "EXTERNAL_TABLE");
    table.putObject("Parameters").put("table_type", "ICEBERG").put("metadata_location", file());
    table.putObject("StorageDescriptor").put("Location", location());
    return table;
  }

  /**
   * The file's content.
   *
   * @throws IOException when a nested type is not JSON
   */
  public byte[] content(Clock clock) throws IOException {
    ObjectNode metadata =
        JSON.createObjectNode()
            .put("format-version", 2)
            .put("table-uuid", tableId.toString())
            .put("location", location())
            .put("last-sequence-number", 0)
            .put("last-updated-ms", clock.millis());
    ObjectNode schema = JSON.createObjectNode().put("type", "struct").put("schema-id", 0);
    ArrayNode fields = schema.putArray("fields");
    for (JsonNode field : input.path("Schema").path("Fields")) {
      fields
          .addObject()
          .put("id", field.path("Id").asInt())
          .put("name", field.path("Name").asText())
          .put("required", field.path("Required").asBoolean())
          .set("type", type(field.path("Type")));
    }
    metadata.put("last-column-id", greatest(schema));
    metadata.put("current-schema-id", 0).putArray("schemas").add(schema);
    ObjectNode spec = JSON.createObjectNode().put("spec-id", 0);
    ArrayNode partitions = spec.putArray("fields");
    int lastPartition = BEFORE_PARTITION_FIELDS;
    for (JsonNode field : input.path("PartitionSpec").path("Fields")) {
      int id = field.path("FieldId").asInt(lastPartition + 1);
      lastPartition = Math.max(lastPartition, id);
      partitions
          .addObject()
          .put("source-id", field.path("SourceId").asInt())
          .put("field-id", id)
          .put("name", field.path("Name").asText())
          .put("transform", field.path("Transform").asText());
    }
    metadata.put("default-spec-id", 0).putArray("partition-specs").add(spec);
    metadata.put("last-partition-id", lastPartition);
    metadata
        .put("default-sort-order-id", 0)
        .putArray("sort-orders")
        .addObject()
        .put("order-id", 0)
        .putArray("fields");
    ObjectNode properties = metadata.putObject("properties");
    input
        .path("Properties")
        .properties()
        .forEach(property -> properties.put(property.getKey(), property.getValue().asText()));
    // A property of the catalog's, which the metadata says in a member of its own.
    properties.remove("format-version");
    metadata.put("current-snapshot-id", -1);
    metadata.putObject("refs");
    metadata.putArray("snapshots");
    metadata.putArray("snapshot-log");
    metadata.putArray("metadata-log");
    return JSON.writeValueAsBytes(metadata);
  }

  /** CloudFormation takes a nested type as the text of its JSON. */
  private static JsonNode type(JsonNode type) throws IOException {
    return type.asText().startsWith("{") ? JSON.readTree(type.asText()) : type;
  }

  /** The greatest identifier of a column, nested ones included. */
  private static int greatest(JsonNode schema) {
    int greatest = 0;
    for (String name : new String[] {"id", "key-id", "value-id", "element-id"}) {
      for (JsonNode id : schema.findValues(name)) {
        greatest = Math.max(greatest, id.asInt());
      }
    }
    return greatest;
  }
}
