package dev.millrace.ingestion.dataset;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The catalogue's rows in DynamoDB, by {@code name}. The index {@code by_owner} ({@code owner},
 * {@code listed}) has those that have rows, in the order in which they were made. Thread-safe.
 */
public final class DatasetCatalogueTable {
  /** The index that lists an owner's datasets. */
  static final String BY_OWNER = "by_owner";

  /** Sorts behind every time. */
  private static final String BEHIND_ALL = "~";

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** The table of this name. */
  public DatasetCatalogueTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  Optional<CataloguedDataset> find(String name, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(name))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    return answer.hasItem() ? Optional.of(new Item(answer.item()).dataset()) : Optional.empty();
  }

  /**
   * Puts a row of a dataset that has no rows yet.
   *
   * @return the one that is there already, which stays
   */
  Optional<CataloguedDataset> create(CataloguedDataset dataset, Deadline deadline) {
    Map<String, AttributeValue> item = new HashMap<>(key(dataset.name()));
    item.put("owner", fromS(dataset.owner()));
    item.put("origin", fromS(CataloguedDataset.ORIGIN));
    item.put("key", fromL(dataset.key().stream().map(AttributeValue::fromS).toList()));
    dataset.timeColumn().ifPresent(column -> item.put("time_column", fromS(column)));
    item.put("created_at", fromS(Json.time(dataset.createdAt())));
    item.put("updated_at", fromS(Json.time(dataset.updatedAt())));
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression("attribute_not_exists(#name)")
                  .expressionAttributeNames(Map.of("#name", "name"))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return Optional.empty();
    } catch (ConditionalCheckFailedException there) {
      return Optional.of(new Item(there.item()).dataset());
    }
  }

  /**
   * Updates the row of a dataset that has rows, unless it was updated for a later commit.
   *
   * @param sequence the place of the commit among those of the dataset
   */
  void update(CataloguedDataset dataset, long sequence, Deadline deadline) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":owner", fromS(dataset.owner()));
    values.put(":listed", fromS(Json.time(dataset.createdAt()) + '#' + dataset.name()));
    values.put(":now", fromS(Json.time(dataset.updatedAt())));
    values.put(":columns", columns(dataset.columns()));
    values.put(":stored", fromN(Long.toString(dataset.rowsStored())));
    values.put(":rows", fromN(Long.toString(dataset.lastRows())));
    values.put(":job", fromS(dataset.lastJob().orElseThrow()));
    values.put(":sequence", fromN(Long.toString(sequence)));
    dataset.timeColumn().ifPresent(column -> values.put(":time", fromS(column)));
    String set =
        "SET listed = :listed, updated_at = :now, #columns = :columns, rows_stored = :stored,"
            + " last_rows = :rows, last_job = :job, #sequence = :sequence";
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(dataset.name()))
                  .updateExpression(
                      set
                          + (dataset.timeColumn().isPresent()
                              ? ", time_column = :time"
                              : " REMOVE time_column"))
                  .conditionExpression(
                      "#owner = :owner AND (attribute_not_exists(#sequence) OR #sequence <= :sequence)")
                  .expressionAttributeNames(
                      Map.of("#owner", "owner", "#columns", "columns", "#sequence", "sequence"))
                  .expressionAttributeValues(values)
                  .overrideConfiguration(deadline.bound()));
    } catch (ConditionalCheckFailedException later) {
      // Another job has stored rows since, and said so.
      return;
    }
  }

  DatasetPage page(String owner, Optional<String> before, int limit, Deadline deadline) {
    Map<String, AttributeValue> values =
        Map.of(":owner", fromS(owner), ":before", fromS(before.orElse(BEHIND_ALL)));
    List<Item> items = new ArrayList<>();
    Map<String, AttributeValue> from = Map.of();
    do {
      Map<String, AttributeValue> start = from;
      // One more than the page holds is read, to know whether there is one.
      int wanted = limit + 1 - items.size();
      QueryResponse answer =
          dynamoDb.query(
              query ->
                  query
                      .tableName(table)
                      .indexName(BY_OWNER)
                      .keyConditionExpression("#owner = :owner AND listed < :before")
                      .expressionAttributeNames(Map.of("#owner", "owner"))
                      .expressionAttributeValues(values)
                      .scanIndexForward(false)
                      .limit(wanted)
                      .exclusiveStartKey(start.isEmpty() ? null : start)
                      .overrideConfiguration(deadline.bound()));
      answer.items().forEach(item -> items.add(new Item(item)));
      from = answer.lastEvaluatedKey();
    } while (items.size() <= limit && !from.isEmpty());
    return new DatasetPage(
        items.stream().limit(limit).map(Item::dataset).toList(),
        items.size() > limit ? Optional.of(items.get(limit - 1).text("listed")) : Optional.empty());
  }

  private static Map<String, AttributeValue> key(String name) {
    return Map.of("name", fromS(name));
  }

  private static AttributeValue columns(List<DatasetColumn> columns) {
    return fromL(
        columns.stream()
            .map(
                column ->
                    fromM(
                        Map.of(
                            "name", fromS(column.name()),
                            "field", fromS(column.field()),
                            "type", fromS(column.type().name()))))
            .toList());
  }

  /** A row as attributes. */
  private record Item(Map<String, AttributeValue> attributes) {
    CataloguedDataset dataset() {
      return new CataloguedDataset(
          text("name"),
          text("owner"),
          list("key").stream().map(AttributeValue::s).toList(),
          optional("time_column"),
          Instant.parse(text("created_at")),
          Instant.parse(text("updated_at")),
          list("columns").stream().map(AttributeValue::m).map(Item::column).toList(),
          number("rows_stored"),
          number("last_rows"),
          optional("last_job"));
    }

    String text(String name) {
      return optional(name)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "Attribute %s of the dataset %s is missing, expected a string"
                          .formatted(name, attributes.get("name"))));
    }

    private Optional<String> optional(String name) {
      return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
    }

    private List<AttributeValue> list(String name) {
      AttributeValue value = attributes.get(name);
      return value == null ? List.of() : value.l();
    }

    private long number(String name) {
      AttributeValue value = attributes.get(name);
      return value == null ? 0 : Long.parseLong(value.n());
    }

    private static DatasetColumn column(Map<String, AttributeValue> column) {
      return new DatasetColumn(
          column.get("name").s(),
          column.get("field").s(),
          ColumnType.valueOf(column.get("type").s()));
    }
  }
}
