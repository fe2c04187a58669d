package dev.millrace.scoring.prediction;

import dev.millrace.common.Deadline;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The table of predictions: of each document and model the one that the document's latest record
 * gave, whatever the order and however often the records are delivered; of several versions' for
 * the same content the newest version's. Calls throw {@link SdkException} when the table cannot be
 * reached in time, and {@link ForeignItem} when something else is stored there.
 */
public final class PredictionTable {
  private static final String OLDER =
      "attribute_not_exists(id) OR (order_key < :order AND content_hash <> :hash)"
          + " OR (content_hash = :hash AND version_order < :version AND order_key <= :order)";
  private static final String SAME_BY_OLDER_VERSION =
      "content_hash = :hash AND version_order < :version AND order_key = :order";
  private static final String SAME_AND_OLDER = "content_hash = :hash AND order_key < :order";
  private static final String NEVER = "attribute_exists(id) AND attribute_not_exists(id)";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  /** A table of predictions, by its name. Thread-safe. */
  public PredictionTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Stores the prediction unless a later state of the document is there, or the same content as
   * predicted by this version or a newer one.
   */
  StoreResult put(Prediction candidate, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(PredictionItem.of(candidate))
                  .conditionExpression(OLDER)
                  .expressionAttributeValues(orderHashAndVersion(candidate, candidate.orderKey()))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return new StoreResult(StoredVersion.PREDICTED, candidate, clock.instant());
    } catch (ConditionalCheckFailedException held) {
      return standing(candidate, held.item(), deadline);
    }
  }

  private StoreResult standing(
      Prediction candidate, Map<String, AttributeValue> held, Deadline deadline) {
    Prediction stored = PredictionItem.read(held);
    String heldOrderKey = PredictionItem.orderKey(held);
    if (stored.contentHash().equals(candidate.contentHash())
        && PredictionItem.versionOrder(held).compareTo(candidate.versionOrder()) < 0) {
      return replaceOfOlderVersion(candidate, heldOrderKey, deadline)
          ? new StoreResult(StoredVersion.PREDICTED, candidate, clock.instant())
          : put(candidate, deadline);
    }
    StoredVersion standing = StoredVersion.against(stored, candidate);
    if (standing == StoredVersion.DUPLICATE
        && heldOrderKey.compareTo(candidate.orderKey()) < 0
        && !raiseOrderKey(candidate, deadline)) {
      return put(candidate, deadline);
    }
    return new StoreResult(
        standing, standing == StoredVersion.PREDICTED ? stored : candidate, clock.instant());
  }

  /**
   * A newer version's prediction for content that counts as being of a later record: it goes on
   * counting as that.
   *
   * @return false when another prediction was stored meanwhile
   */
  private boolean replaceOfOlderVersion(
      Prediction candidate, String heldOrderKey, Deadline deadline) {
    Map<String, AttributeValue> item = new HashMap<>(PredictionItem.of(candidate));
    item.put(PredictionItem.ORDER_KEY, AttributeValue.fromS(heldOrderKey));
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(SAME_BY_OLDER_VERSION)
                  .expressionAttributeValues(orderHashAndVersion(candidate, heldOrderKey))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException overtaken) {
      return false;
    }
  }

  /**
   * The prediction stays as it is, but counts as being of the later record: else a state of the
   * document from between the two would replace it when it comes late.
   *
   * @return false when another record was stored meanwhile, which may be older than this one
   */
  private boolean raiseOrderKey(Prediction duplicate, Deadline deadline) {
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(duplicate.id(), duplicate.model()))
                  .updateExpression("SET order_key = :order")
                  .conditionExpression(SAME_AND_OLDER)
                  .expressionAttributeValues(orderAndHash(duplicate))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException overtaken) {
      return false;
    }
  }

  /** What is stored of a document by a model, if anything is. */
  public Optional<Prediction> find(String id, String model, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(id, model))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Optional.of(PredictionItem.read(answer.item())) : Optional.empty();
  }

  /** Goes the whole way of a put but for its effect, so that the first real one finds it warm. */
  public void rehearsePut(Prediction sample, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(PredictionItem.of(sample))
                  .conditionExpression(NEVER)
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
    } catch (ConditionalCheckFailedException asIntended) {
      return;
    }
    throw new IllegalStateException(
        "A put whose condition never holds was carried out on " + table);
  }

  private static Map<String, AttributeValue> key(String id, String model) {
    return Map.of(
        PredictionItem.ID, AttributeValue.fromS(id),
        PredictionItem.MODEL, AttributeValue.fromS(model));
  }

  private static Map<String, AttributeValue> orderHashAndVersion(
      Prediction prediction, String orderKey) {
    return Map.of(
        ":order", AttributeValue.fromS(orderKey),
        ":hash", AttributeValue.fromS(prediction.contentHash()),
        ":version", AttributeValue.fromS(prediction.versionOrder()));
  }

  private static Map<String, AttributeValue> orderAndHash(Prediction prediction) {
    return Map.of(
        ":order", AttributeValue.fromS(prediction.orderKey()),
        ":hash", AttributeValue.fromS(prediction.contentHash()));
  }
}
