package dev.millrace.routing;

import dev.millrace.common.Deadline;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.json.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Reads the definitions of versions from the table of versions: partition key {@code model}, sort
 * key {@code version}, the packed {@code model.json} in {@code definition}. A validated version's
 * definition never changes. Calls throw {@link software.amazon.awssdk.core.exception.SdkException}
 * when the table cannot be reached in time. Thread-safe.
 */
public final class VersionDefinitions {
  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public VersionDefinitions(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /**
   * The definition of a validated version; empty where there is none.
   *
   * @throws InvalidMember when what is stored is no definition
   */
  public Optional<ModelDefinition> find(String model, String version, Deadline deadline) {
    return packed(model, version, deadline).map(PackedDefinition::unpack);
  }

  /** The definition of a validated version as {@link PackedDefinition} has it. */
  public Optional<String> packed(String model, String version, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(
                        Map.of(
                            "model", AttributeValue.fromS(model),
                            "version", AttributeValue.fromS(version)))
                    .projectionExpression("#status, #definition")
                    .expressionAttributeNames(
                        Map.of("#status", "status", "#definition", "definition"))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    AttributeValue nothing = AttributeValue.fromS("");
    return "validated".equals(answer.item().getOrDefault("status", nothing).s())
        ? Optional.of(
            Objects.requireNonNullElse(answer.item().getOrDefault("definition", nothing).s(), ""))
        : Optional.empty();
  }

  /** The validated versions of a model in their order, for those who asked for another one. */
  public List<String> validated(String model, Deadline deadline) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("#model = :model")
            .filterExpression("#status = :validated")
            .projectionExpression("#version")
            .expressionAttributeNames(
                Map.of("#status", "status", "#model", "model", "#version", "version"))
            .expressionAttributeValues(
                Map.of(
                    ":model", AttributeValue.fromS(model),
                    ":validated", AttributeValue.fromS("validated")))
            .overrideConfiguration(deadline.bound())
            .build();
    List<ModelVersion> versions = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(request).items()) {
      ModelVersion.parse(item.get("version").s()).ifPresent(versions::add);
    }
    return versions.stream().sorted().map(ModelVersion::toString).toList();
  }
}
