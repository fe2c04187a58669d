package dev.millrace.routing;

import dev.millrace.common.Deadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Reads the table of routing rows, and notes which routes are in effect. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class RoutingTable {
  private static final Logger LOG = LoggerFactory.getLogger(RoutingTable.class);

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public RoutingTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /**
   * Every model's row, as it is now. A row that is none of ours is left out and logged: it must not
   * stop the other models.
   */
  public List<RoutingRow> all(Deadline deadline) {
    List<RoutingRow> rows = new ArrayList<>();
    ScanRequest request =
        ScanRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    for (Map<String, AttributeValue> item : dynamoDb.scanPaginator(request).items()) {
      try {
        rows.add(RoutingItem.read(item));
      } catch (IllegalStateException foreign) {
        LOG.error("{}", foreign.getMessage(), foreign);
      }
    }
    return rows;
  }

  /** A model's row as it is now; empty where nothing was ever routed. */
  public Optional<RoutingRow> find(String model, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(Map.of("model", AttributeValue.fromS(model)))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Optional.of(RoutingItem.read(answer.item())) : Optional.empty();
  }

  /**
   * Notes that what the row says is in effect, unless the row has changed meanwhile.
   *
   * @return the routes as they are in effect now; empty where the row has changed, or is being
   *     changed by another's transaction
   */
  public Optional<RoutesInEffect> putInEffect(RoutingRow row, Instant now, Deadline deadline) {
    RoutesInEffect routes = new RoutesInEffect(row.versions(), row.revision(), now);
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(Map.of("model", AttributeValue.fromS(row.model())))
                  .updateExpression("SET in_effect = :routes")
                  .conditionExpression(
                      "revision = :revision AND (attribute_not_exists(in_effect) OR in_effect.revision < :revision)")
                  .expressionAttributeValues(
                      Map.of(
                          ":routes",
                          RoutingItem.inEffect(routes),
                          ":revision",
                          AttributeValue.fromN(Long.toString(row.revision()))))
                  .overrideConfiguration(deadline.bound()));
      return Optional.of(routes);
    } catch (ConditionalCheckFailedException overtaken) {
      // Another reader was first, or the row has changed.
      return find(row.model(), deadline)
          .flatMap(RoutingRow::inEffect)
          .filter(found -> found.revision() == row.revision());
    } catch (TransactionConflictException beingChanged) {
      return Optional.empty();
    }
  }
}
