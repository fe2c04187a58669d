package dev.millrace.ingestion.dataset;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.TableState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Which datasets there are and whose: a row each in DynamoDB, by {@code name}. A name belongs to
 * who first stores rows under it. The index {@code by_owner} ({@code owner}, {@code listed}) lists
 * those that have rows. Calls throw the SDK's exceptions when the table cannot be reached in time.
 * Thread-safe.
 */
public final class DatasetCatalogue {
  /** The index that lists an owner's datasets. */
  static final String BY_OWNER = "by_owner";

  /** Sorts behind every time. */
  private static final String BEHIND_ALL = "~";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Set<String> reserved;
  private final InstantSource clock;

  /**
   * The catalogue.
   *
   * @param table the DynamoDB table's name
   * @param reserved names that no dataset can have: those of the template's own tables
   */
  public DatasetCatalogue(
      DynamoDbClient dynamoDb, String table, Set<String> reserved, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.reserved = Set.copyOf(reserved);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Why rows cannot go to the dataset; empty where they can. For a definition that is posted. */
  public Optional<DatasetRefusal> refusal(DatasetDefinition dataset, Deadline deadline) {
    if (reserved.contains(dataset.name())) {
      return Optional.of(
          new DatasetRefusal(
              '"' + dataset.name() + '"', "a name that no table of the template has"));
    }
    return item(dataset.name(), deadline).flatMap(item -> refusal(dataset, item));
  }

  private static Optional<DatasetRefusal> refusal(DatasetDefinition dataset, DatasetItem item) {
    if (!item.text("owner").equals(dataset.owner())) {
      return Optional.of(
          new DatasetRefusal(
              '"' + dataset.name() + '"', "a name that is free, or a dataset of your own"));
    }
    if (!item.key().equals(dataset.key())) {
      return Optional.of(
          new DatasetRefusal(
              "\"%s\" with the key %s".formatted(dataset.name(), dataset.key()),
              "the key that the dataset has, %s, or another dataset".formatted(item.key())));
    }
    return Optional.empty();
  }

  /** As {@link #refusal}, for a step of a job: fails with the category storage. */
  void requireUsable(DatasetDefinition dataset, Deadline deadline) {
    refusal(dataset, deadline).ifPresent(DatasetCatalogue::fail);
  }

  private static void fail(DatasetRefusal refusal) {
    throw StorageFailures.storage(
        "dataset held %s, expected %s", refusal.held(), refusal.expected());
  }

  /** Gives the name to the owner, where it is free; fails as {@link #requireUsable} does. */
  void claim(DatasetDefinition dataset, Deadline deadline) {
    requireUsable(dataset, deadline);
    String now = Json.time(clock.instant());
    Map<String, AttributeValue> item = new HashMap<>(key(dataset.name()));
    item.put("owner", fromS(dataset.owner()));
    item.put("origin", fromS(CataloguedDataset.ORIGIN));
    item.put("key", DatasetItem.texts(dataset.key()));
    item.put("created_at", fromS(now));
    item.put("updated_at", fromS(now));
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression("attribute_not_exists(#name)")
                  .expressionAttributeNames(Map.of("#name", "name"))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
    } catch (ConditionalCheckFailedException there) {
      refusal(dataset, new DatasetItem(there.item())).ifPresent(DatasetCatalogue::fail);
    }
  }

  /** Notes what a source has stored, unless a later commit has been noted. */
  void record(
      DatasetDefinition dataset,
      StagedSource at,
      DatasetRows rows,
      TableState state,
      Deadline deadline) {
    String created =
        item(dataset.name(), deadline)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The dataset %s has left the catalogue".formatted(dataset.name())))
            .text("created_at");
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":owner", fromS(dataset.owner()));
    values.put(":listed", fromS(created + '#' + dataset.name()));
    values.put(":now", fromS(Json.time(clock.instant())));
    values.put(":columns", DatasetItem.columns(rows.columns()));
    values.put(":stored", fromN(Long.toString(RunSnapshot.rowsStored(state.table().properties()))));
    values.put(":rows", fromN(Long.toString(rows.rows())));
    values.put(":job", fromS(at.job()));
    values.put(":sequence", fromN(Long.toString(sequence(state, rows))));
    dataset.timeColumn().ifPresent(column -> values.put(":time", fromS(column)));
    String change =
        "SET listed = :listed, updated_at = :now, #columns = :columns, rows_stored = :stored,"
            + " last_rows = :rows, last_job = :job, #sequence = :sequence"
            + (dataset.timeColumn().isPresent() ? ", time_column = :time" : " REMOVE time_column");
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(dataset.name()))
                  .updateExpression(change)
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

  /** The place of the source's commit among those of the table. */
  private static long sequence(TableState state, DatasetRows rows) {
    return state.table().snapshot(rows.snapshot().orElseThrow()).sequenceNumber();
  }

  /** A dataset by its name; empty where there is none. */
  public Optional<CataloguedDataset> find(String name, Deadline deadline) {
    return item(name, deadline).map(DatasetItem::dataset);
  }

  /**
   * A page of an owner's datasets that have rows, the one that was made last first.
   *
   * @param before {@link DatasetPage#last} of the page before; empty for the first
   * @param limit the most that the page may hold
   */
  public DatasetPage list(String owner, Optional<String> before, int limit, Deadline deadline) {
    Map<String, AttributeValue> values =
        Map.of(":owner", fromS(owner), ":before", fromS(before.orElse(BEHIND_ALL)));
    List<Map<String, AttributeValue>> items = new ArrayList<>();
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
      items.addAll(answer.items());
      from = answer.lastEvaluatedKey();
    } while (items.size() <= limit && !from.isEmpty());
    List<DatasetItem> page = items.stream().limit(limit).map(DatasetItem::new).toList();
    return new DatasetPage(
        page.stream().map(DatasetItem::dataset).toList(),
        items.size() > limit ? Optional.of(page.getLast().text("listed")) : Optional.empty());
  }

  private Optional<DatasetItem> item(String name, Deadline deadline) {
    return Optional.of(
            dynamoDb.getItem(
                get ->
                    get.tableName(table)
                        .key(key(name))
                        .consistentRead(true)
                        .overrideConfiguration(deadline.bound())))
        .filter(answer -> answer.hasItem())
        .map(answer -> new DatasetItem(answer.item()));
  }

  private static Map<String, AttributeValue> key(String name) {
    return Map.of("name", fromS(name));
  }
}
