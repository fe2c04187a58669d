package dev.millrace.lake.metrics;

import dev.millrace.testsupport.DynamoDbServer;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Metrics tables on a real DynamoDB. */
public final class MetricsTables {
  private MetricsTables() {}

  /** The name of a new table with its index. */
  public static String create() {
    return DynamoDbServer.newTable(
        table ->
            table
                .keySchema(key("day", KeyType.HASH), key("minute_service", KeyType.RANGE))
                .attributeDefinitions(
                    text("day"), text("minute_service"), text("service"), text("event_ts"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("by-service")
                        .keySchema(key("service", KeyType.HASH), key("event_ts", KeyType.RANGE))
                        .projection(all -> all.projectionType(ProjectionType.ALL))
                        .build()));
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }
}
