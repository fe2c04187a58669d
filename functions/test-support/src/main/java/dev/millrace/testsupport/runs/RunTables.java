package dev.millrace.testsupport.runs;

import dev.millrace.testsupport.DynamoDbServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Tables of long runs as they are deployed, in {@link DynamoDbServer}. Stateless. */
public final class RunTables {
  /** What the indexes of lists carry beside their keys. */
  private static final List<String> LISTED =
      List.of(
          "owner",
          "status",
          "created_at",
          "updated_at",
          "finished_at",
          "counts",
          "error",
          "reason",
          "retry_of",
          "retried_by",
          "expires_at");

  private RunTables() {}

  /** A new table of runs, as it is deployed. */
  public static String newTable() {
    return DynamoDbServer.newTable(
        table ->
            table
                .keySchema(key("id", KeyType.HASH))
                .attributeDefinitions(
                    Stream.of("id", "kind", "kind_subject", "kind_owner", "open")
                        .map(RunTables::string)
                        .toList())
                .globalSecondaryIndexes(
                    list("by_kind", "kind", "subject"),
                    list("by_subject", "kind_subject", "kind", "subject"),
                    list("by_owner", "kind_owner", "kind", "subject"),
                    index("open", "open", p -> p.projectionType(ProjectionType.KEYS_ONLY))));
  }

  private static GlobalSecondaryIndex list(String name, String partitionKey, String... more) {
    List<String> carried = new ArrayList<>(LISTED);
    carried.addAll(Arrays.asList(more));
    return index(
        name,
        partitionKey,
        p -> p.projectionType(ProjectionType.INCLUDE).nonKeyAttributes(carried));
  }

  private static GlobalSecondaryIndex index(
      String name, String partitionKey, Consumer<Projection.Builder> carried) {
    return GlobalSecondaryIndex.builder()
        .indexName(name)
        .keySchema(key(partitionKey, KeyType.HASH), key("id", KeyType.RANGE))
        .projection(carried)
        .build();
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
}
