package dev.millrace.ingestion.record;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Stores one record: first the main item, which says what categories the record has and which it
 * had before, then the items of its categories, then markers for those that went. It may die
 * between any two: whoever stores the record next, this version again or a later one, reads in the
 * main item which items there can be. A version never overwrites a later one. Thread-safe.
 */
final class RecordWriteTable {
  /** Longer than any run of a function that may still write by what it read before. */
  private static final Duration MARKERS_KEPT = Duration.ofDays(1);

  private static final String NOT_LATER = "attribute_not_exists(#record) OR #version <= :version";
  private static final String NEW = "attribute_not_exists(#record)";
  private static final String SAME = "#version = :version";
  private static final Map<String, String> RECORD_NAME = Map.of("#record", RecordItem.RECORD);
  private static final Map<String, String> VERSION_NAME = Map.of("#version", RecordItem.VERSION);
  private static final Map<String, String> BOTH_NAMES =
      Map.of("#record", RecordItem.RECORD, "#version", RecordItem.VERSION);

  private final DynamoDbClient dynamoDb;
  private final String table;

  RecordWriteTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /**
   * Stores a record.
   *
   * @param known the main item as it was read; empty where none was found
   * @param now when it is first stored, if it is
   */
  RecordCounts store(
      NewRecord record, Optional<RecordStateItem> known, Instant now, Deadline deadline) {
    Optional<RecordStateItem> before = known;
    // Each further round is another writer's success, whose version is above the one before.
    while (true) {
      if (before.isPresent() && before.get().version().compareTo(record.version()) >= 0) {
        return repeated(record, before.get(), now, deadline);
      }
      RecordStateItem state =
          before.map(old -> old.next(record)).orElseGet(() -> RecordStateItem.first(record, now));
      Map<String, AttributeValue> main = RecordItem.main(record, state);
      Optional<RecordStateItem> other = putMain(main, before, deadline);
      if (other.isEmpty()) {
        return storeCategories(record, state, now, deadline)
            ? counts(record, before, RecordItem.isRowLeftOut(main))
            : RecordCounts.superseded(1);
      }
      before = other;
    }
  }

  /** The main item is there, of this version or of a later one. */
  private RecordCounts repeated(
      NewRecord record, RecordStateItem held, Instant now, Deadline deadline) {
    boolean same = held.version().equals(record.version());
    return same && storeCategories(record, held, now, deadline)
        ? counts(record, Optional.of(held), RecordItem.isRowLeftOut(RecordItem.main(record, held)))
        : RecordCounts.superseded(1);
  }

  private static RecordCounts counts(
      NewRecord record, Optional<RecordStateItem> before, boolean rowLeftOut) {
    boolean same = before.filter(old -> old.sha256().equals(record.sha256())).isPresent();
    return new RecordCounts(
        before.isEmpty() ? 1 : 0,
        before.isPresent() && !same ? 1 : 0,
        same ? 1 : 0,
        0,
        rowLeftOut ? 1 : 0,
        record.of().time().isPresent() && record.time().isEmpty() ? 1 : 0,
        record.leftOut());
  }

  /** Puts the main item over the state; gives the state where that is another one by now. */
  private Optional<RecordStateItem> putMain(
      Map<String, AttributeValue> main, Optional<RecordStateItem> over, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(main)
                  .conditionExpression(over.isEmpty() ? NEW : SAME)
                  .expressionAttributeNames(over.isEmpty() ? RECORD_NAME : VERSION_NAME)
                  .expressionAttributeValues(
                      over.map(state -> version(state.version())).orElse(null))
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return Optional.empty();
    } catch (ConditionalCheckFailedException refused) {
      return Optional.of(RecordStateItem.read(refused.item()));
    }
  }

  /** False where a later version has taken the record over, with all that is still to be done. */
  private boolean storeCategories(
      NewRecord record, RecordStateItem state, Instant now, Deadline deadline) {
    for (Map.Entry<String, String> category : record.categoriesByKey().entrySet()) {
      if (!putUnlessLater(
          record,
          RecordItem.ofCategory(record, category.getKey(), category.getValue(), state.storedAt()),
          deadline)) {
        return false;
      }
    }
    Set<String> gone = new HashSet<>(state.gone());
    for (String category : gone) {
      Map<String, AttributeValue> marker =
          RecordItem.marker(record, category, now.plus(MARKERS_KEPT));
      if (!putUnlessLater(record, marker, deadline)) {
        return false;
      }
    }
    return gone.isEmpty() || forgetGone(record, deadline);
  }

  private boolean putUnlessLater(
      NewRecord record, Map<String, AttributeValue> item, Deadline deadline) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(NOT_LATER)
                  .expressionAttributeNames(BOTH_NAMES)
                  .expressionAttributeValues(version(record.version()))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException later) {
      return false;
    }
  }

  private boolean forgetGone(NewRecord record, Deadline deadline) {
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(Map.of(RecordItem.RECORD, fromS(record.id())))
                  .updateExpression("REMOVE #gone")
                  .conditionExpression(SAME)
                  .expressionAttributeNames(
                      Map.of("#gone", RecordItem.GONE, "#version", RecordItem.VERSION))
                  .expressionAttributeValues(version(record.version()))
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ConditionalCheckFailedException later) {
      return false;
    }
  }

  private static Map<String, AttributeValue> version(RecordVersion version) {
    return Map.of(":version", fromS(version.text()));
  }
}
