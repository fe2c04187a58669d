package dev.millrace.ingestion.record;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The table's items. A record has a main item, which stands in the list of all its source's
 * records, and one for each category. A category that went leaves a marker for a day, in no list:
 * it keeps an older run, which is under way still, from putting the category's item again.
 */
final class RecordItem {
  static final String RECORD = "record";
  static final String LIST = "list";
  static final String TIME_RECORD = "time_record";
  static final String VERSION = "version";
  static final String STORED_AT = "stored_at";
  static final String SHA256 = "sha256";
  static final String CATEGORIES = "categories";
  static final String GONE = "gone";
  static final String ROW = "row";
  static final String ROW_LEFT_OUT = "row_left_out";
  static final String OBJECT = "object";
  static final String EXPIRES_AT = "expires_at";

  /** The most that DynamoDB lets an item have: the bytes of its names and values in UTF-8. */
  static final int MOST_BYTES = 400 * 1024;

  private static final int NUMBER_BYTES = 21;

  private RecordItem() {}

  static Map<String, AttributeValue> main(NewRecord record, RecordStateItem state) {
    Map<String, AttributeValue> item =
        listed(record, record.id(), Optional.empty(), state.storedAt());
    item.put(STORED_AT, fromS(RecordTime.text(state.storedAt())));
    item.put(SHA256, fromS(state.sha256()));
    putTexts(CATEGORIES, List.copyOf(state.categories()), item);
    putTexts(GONE, List.copyOf(state.gone()), item);
    return withRow(record, item);
  }

  static Map<String, AttributeValue> ofCategory(
      NewRecord record, String key, String category, Instant storedAt) {
    return withRow(
        record,
        listed(record, RecordKey.ofCategory(record.id(), key), Optional.of(category), storedAt));
  }

  static Map<String, AttributeValue> marker(NewRecord record, String key, Instant expiry) {
    return Map.of(
        RECORD, fromS(RecordKey.ofCategory(record.id(), key)),
        VERSION, fromS(record.version().text()),
        EXPIRES_AT, fromN(Long.toString(expiry.getEpochSecond())));
  }

  private static Map<String, AttributeValue> listed(
      NewRecord record, String key, Optional<String> category, Instant storedAt) {
    String time = RecordTime.text(record.time().orElse(storedAt));
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(RECORD, fromS(key));
    item.put(LIST, fromS(RecordKey.list(record.of().owner(), record.of().source(), category)));
    item.put(TIME_RECORD, fromS(timeRecord(time, record.id())));
    item.put(VERSION, fromS(record.version().text()));
    item.put(OBJECT, fromS(record.object()));
    return item;
  }

  /**
   * The key by which a list is sorted. Without its last character it sorts just before itself: a
   * range that ends there ends before the record.
   */
  static String timeRecord(String time, String id) {
    return time + '#' + id + '#';
  }

  private static void putTexts(String name, List<String> texts, Map<String, AttributeValue> item) {
    if (!texts.isEmpty()) {
      item.put(name, fromSs(texts));
    }
  }

  /** The item with the row, or with what is kept of one that is too large. */
  private static Map<String, AttributeValue> withRow(
      NewRecord record, Map<String, AttributeValue> item) {
    item.put(ROW, fromS(record.row()));
    if (bytes(item) > MOST_BYTES) {
      item.put(ROW, fromS(record.keptRow()));
      item.put(ROW_LEFT_OUT, fromBool(true));
    }
    return item;
  }

  static boolean isRowLeftOut(Map<String, AttributeValue> item) {
    return item.containsKey(ROW_LEFT_OUT);
  }

  /** The item's size as DynamoDB counts it, rounded up. */
  private static long bytes(Map<String, AttributeValue> item) {
    long bytes = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      bytes += utf8(attribute.getKey());
      AttributeValue value = attribute.getValue();
      bytes +=
          switch (value.type()) {
            case S -> utf8(value.s());
            case SS -> value.ss().stream().mapToLong(RecordItem::utf8).sum();
            case N -> NUMBER_BYTES;
            case BOOL -> 1;
            default -> throw new IllegalStateException("An item has a " + value.type());
          };
    }
    return bytes;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
