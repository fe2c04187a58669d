package dev.millrace.ingestion;

import dev.millrace.testsupport.DynamoDbServer;
import java.util.Arrays;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The tables of ingestion that have an index, as they are deployed. */
final class IngestionTables {
  private IngestionTables() {}

  static String datasets() {
    return withIndex("name", "by_owner", "owner", "listed");
  }

  static String records() {
    return withIndex("record", "by_time", "list", "time_record");
  }

  private static String withIndex(String key, String index, String partition, String sort) {
    return DynamoDbServer.newTable(
        table ->
            table
                .keySchema(element(key, KeyType.HASH))
                .attributeDefinitions(Arrays.asList(string(key), string(partition), string(sort)))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName(index)
                        .keySchema(element(partition, KeyType.HASH), element(sort, KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))
                        .build()));
  }

  private static KeySchemaElement element(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }

  private static AttributeDefinition string(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
  }
}
