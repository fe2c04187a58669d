package dev.millrace.infra.lake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.glue.CfnTable;
import software.constructs.Construct;

/**
 * What queries see of a stream's bronze objects. Their folders say the partitions, so that nobody
 * has to register an hour when it begins; they begin before anything can have arrived. Columns and
 * partitions are in a resource, in Glue's own JSON, with {@code LOCATION} for the stream's folder.
 */
final class BronzeTable {
  private BronzeTable() {}

  /**
   * Declares a table.
   *
   * @param location the stream's folder, without a slash at the end
   */
  static CfnTable create(
      Construct scope,
      String id,
      String name,
      String database,
      String location,
      RemovalPolicy removal) {
    var declaration = Resources.json("tables/bronze.json");
    var table =
        CfnTable.Builder.create(scope, id)
            .catalogId(Stack.of(scope).getAccount())
            .databaseName(database)
            .tableInput(
                CfnTable.TableInputProperty.builder()
                    .name(name)
                    .description(declaration.path("Description").asText())
                    .tableType(declaration.path("TableType").asText())
                    .parameters(parameters(declaration.path("Parameters"), location))
                    .partitionKeys(columns(declaration.path("PartitionKeys")))
                    .storageDescriptor(files(declaration.path("StorageDescriptor"), location))
                    .build())
            .build();
    table.applyRemovalPolicy(removal);
    return table;
  }

  private static Map<String, String> parameters(JsonNode declared, String location) {
    var parameters = new TreeMap<String, String>();
    declared
        .properties()
        .forEach(one -> parameters.put(one.getKey(), at(location, one.getValue())));
    return parameters;
  }

  private static CfnTable.StorageDescriptorProperty files(JsonNode declared, String location) {
    return CfnTable.StorageDescriptorProperty.builder()
        .location(at(location, declared.path("Location")))
        .columns(columns(declared.path("Columns")))
        .inputFormat(declared.path("InputFormat").asText())
        .outputFormat(declared.path("OutputFormat").asText())
        .serdeInfo(
            CfnTable.SerdeInfoProperty.builder()
                .serializationLibrary(declared.at("/SerdeInfo/SerializationLibrary").asText())
                .build())
        .build();
  }

  private static List<CfnTable.ColumnProperty> columns(JsonNode declared) {
    return declared
        .valueStream()
        .map(
            column ->
                CfnTable.ColumnProperty.builder()
                    .name(column.path("Name").asText())
                    .type(column.path("Type").asText())
                    .build())
        .toList();
  }

  private static String at(String location, JsonNode text) {
    return text.asText().replace("LOCATION", location);
  }
}
