package dev.millrace.models.registry;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The models, in the table of versions: rows of the partition {@code #models}, which no model can
 * be called, each with its model's name as sort key. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class ModelTable {
  private static final AttributeValue PARTITION = fromS("#models");

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public ModelTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** A model; empty where nobody registered one of this name. */
  public Optional<RegisteredModel> find(String name, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(Map.of("model", PARTITION, "version", fromS(name)))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Optional.of(read(answer.item())) : Optional.empty();
  }

  /** Every model, by name. */
  public List<RegisteredModel> all(Deadline deadline) {
    QueryRequest request =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("model = :models")
            .expressionAttributeValues(Map.of(":models", PARTITION))
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    List<RegisteredModel> models = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.queryPaginator(request).items()) {
      models.add(read(item));
    }
    return models;
  }

  /** The write of a model that is not there yet, for the transaction of its first version. */
  public TransactWriteItem create(RegisteredModel model) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(
                        Map.of(
                            "model", PARTITION,
                            "version", fromS(model.name()),
                            "status", fromS("model"),
                            "owner", fromS(model.owner()),
                            "created_at", fromS(Json.time(model.createdAt()))))
                    .conditionExpression("attribute_not_exists(model)"))
        .build();
  }

  private static RegisteredModel read(Map<String, AttributeValue> item) {
    return new RegisteredModel(
        item.get("version").s(), item.get("owner").s(), Instant.parse(item.get("created_at").s()));
  }
}
