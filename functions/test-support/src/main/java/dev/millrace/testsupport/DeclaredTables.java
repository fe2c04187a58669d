package dev.millrace.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Types;

/** The Iceberg tables as the deployment declares them, before a function has seen them. */
public final class DeclaredTables {
  private static final Path DECLARATIONS =
      Path.of("../../infra-cdk/src/main/resources/dev/millrace/infra/tables");

  private DeclaredTables() {}

  /**
   * Fails unless a function finds in a table that is declared what it knows of it, or can add it:
   * the declaration stays as it was first released, and columns that came later are optional. Their
   * comments may differ.
   */
  public static void assertDeclared(
      String layer, String name, Schema known, PartitionSpec partitions) throws IOException {
    JsonNode declared =
        new ObjectMapper()
            .readTree(DECLARATIONS.resolve("%s.%s.json".formatted(layer, name)).toFile());
    Schema schema = SchemaParser.fromJson(declared.path("schema"));
    assertThat(columns(known)).containsSubsequence(columns(schema));
    assertThat(known.columns())
        .filteredOn(column -> schema.findField(column.name()) == null)
        .as("columns that a living table of %s lacks", name)
        .noneMatch(Types.NestedField::isRequired);
    assertThat(partitions(schema, declared.path("partition-spec")))
        .isEqualTo(partitions(known, partitions));
  }

  private static List<String> columns(Schema schema) {
    return schema.columns().stream()
        .map(
            column ->
                "%s %s%s"
                    .formatted(
                        column.name(), column.type(), column.isRequired() ? " required" : ""))
        .toList();
  }

  private static List<String> partitions(Schema schema, JsonNode fields) {
    return fields
        .valueStream()
        .map(
            field ->
                "%s %s(%s)"
                    .formatted(
                        field.path("name").asText(),
                        field.path("transform").asText(),
                        schema.findColumnName(field.path("source-id").asInt())))
        .toList();
  }

  private static List<String> partitions(Schema schema, PartitionSpec spec) {
    return spec.fields().stream()
        .map(
            field ->
                "%s %s(%s)"
                    .formatted(
                        field.name(), field.transform(), schema.findColumnName(field.sourceId())))
        .toList();
  }
}
