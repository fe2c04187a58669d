package dev.millrace.local.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;

/** A table with its global indexes. */
final class DynamoDbTable extends ResourceType {
  DynamoDbTable() {
    super("AWS::DynamoDB::Table");
  }

  @Override
  boolean hasOwnName() {
    return true;
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Arn", reference.arn("dynamodb", "table/" + reference.name()));
  }

  @Override
  void create(List<Resource> resources, Creation creation) {
    create(resources, creation.intrinsics(), creation.clients().dynamoDb());
  }

  static void create(List<Resource> tables, Intrinsics intrinsics, DynamoDbClient dynamoDb) {
    List<String> existing = dynamoDb.listTablesPaginator().tableNames().stream().toList();
    for (Resource table : tables) {
      if (!existing.contains(table.name())) {
        create(table, intrinsics, dynamoDb);
      }
    }
  }

  private static void create(Resource table, Intrinsics intrinsics, DynamoDbClient dynamoDb) {
    if (table.properties().has("LocalSecondaryIndexes")) {
      throw new TemplateException(
          table + " has local indexes; the local stack creates global ones only");
    }
    List<AttributeDefinition> attributes = new ArrayList<>();
    for (JsonNode attribute : intrinsics.property(table, "AttributeDefinitions")) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(attribute.path("AttributeName").asText())
              .attributeType(attribute.path("AttributeType").asText())
              .build());
    }
    List<GlobalSecondaryIndex> indexes = new ArrayList<>();
    for (JsonNode index : intrinsics.property(table, "GlobalSecondaryIndexes")) {
      indexes.add(index(index));
    }
    dynamoDb.createTable(
        request -> {
          request
              .tableName(table.name())
              .attributeDefinitions(attributes)
              .keySchema(keySchema(intrinsics.property(table, "KeySchema")))
              .billingMode(BillingMode.PAY_PER_REQUEST);
          if (!indexes.isEmpty()) {
            request.globalSecondaryIndexes(indexes);
          }
        });
  }

  private static List<KeySchemaElement> keySchema(JsonNode schema) {
    List<KeySchemaElement> keys = new ArrayList<>();
    for (JsonNode key : schema) {
      keys.add(
          KeySchemaElement.builder()
              .attributeName(key.path("AttributeName").asText())
              .keyType(key.path("KeyType").asText())
              .build());
    }
    return keys;
  }

  private static GlobalSecondaryIndex index(JsonNode index) {
    JsonNode projection = index.path("Projection");
    List<String> others = new ArrayList<>();
    projection.path("NonKeyAttributes").forEach(attribute -> others.add(attribute.asText()));
    Projection.Builder projected =
        Projection.builder().projectionType(projection.path("ProjectionType").asText("ALL"));
    return GlobalSecondaryIndex.builder()
        .indexName(index.path("IndexName").asText())
        .keySchema(keySchema(index.path("KeySchema")))
        .projection(
            others.isEmpty() ? projected.build() : projected.nonKeyAttributes(others).build())
        .build();
  }
}
