package dev.millrace.local.demo;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.local.lambda.LambdaFunction;
import dev.millrace.local.support.StackException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads documents' ids as a function does: by the definition of its model. */
final class DocumentIds {
  private final DocumentParser parser;

  private DocumentIds(DocumentParser parser) {
    this.parser = parser;
  }

  /** As the function's default model reads them. */
  static DocumentIds of(LambdaFunction function, DynamoDbClient dynamoDb) {
    String model = function.environment().get("DEFAULT_MODEL");
    String active =
        attribute(
            dynamoDb,
            function.environment().get("MODEL_ROUTING_TABLE"),
            Map.of("model", model),
            "active");
    return of(
        PackedDefinition.unpack(
            attribute(
                dynamoDb,
                function.environment().get("MODEL_VERSIONS_TABLE"),
                Map.of("model", model, "version", active),
                "definition")));
  }

  private static String attribute(
      DynamoDbClient dynamoDb, String table, Map<String, String> key, String name) {
    Map<String, AttributeValue> values = new HashMap<>();
    key.forEach((part, value) -> values.put(part, AttributeValue.fromS(value)));
    Map<String, AttributeValue> item =
        dynamoDb.getItem(get -> get.tableName(table).key(values).consistentRead(true)).item();
    if (!item.containsKey(name)) {
      throw new StackException("The table %s has no %s of %s".formatted(table, name, key));
    }
    return item.get(name).s();
  }

  static DocumentIds of(ModelDefinition model) {
    return new DocumentIds(FeaturePlan.of(List.of(model), Duration.ZERO).parser());
  }

  /** The document's id, where one can be read. */
  Optional<String> of(byte[] document) {
    return switch (parser.parse(document, Instant.EPOCH)) {
      case DocumentRecord read -> Optional.of(read.id());
      case Rejection rejection -> rejection.id();
    };
  }
}
