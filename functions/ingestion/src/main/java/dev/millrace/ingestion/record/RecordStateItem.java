package dev.millrace.ingestion.record;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a record's main item knows of the record.
 *
 * @param storedAt when the record was first stored
 * @param sha256 of the row's JSON
 * @param categories for which there are items, or are about to be
 * @param gone categories of before, whose items may still be there
 */
record RecordStateItem(
    RecordVersion version,
    Instant storedAt,
    String sha256,
    Set<String> categories,
    Set<String> gone) {
  /** The attributes that it is read from. */
  static final List<String> ATTRIBUTES =
      List.of(
          RecordItem.RECORD,
          RecordItem.VERSION,
          RecordItem.STORED_AT,
          RecordItem.SHA256,
          RecordItem.CATEGORIES,
          RecordItem.GONE);

  static RecordStateItem read(Map<String, AttributeValue> item) {
    return new RecordStateItem(
        RecordVersion.parse(item.get(RecordItem.VERSION).s()),
        RecordTime.read(item.get(RecordItem.STORED_AT).s()),
        item.get(RecordItem.SHA256).s(),
        texts(item.get(RecordItem.CATEGORIES)),
        texts(item.get(RecordItem.GONE)));
  }

  private static Set<String> texts(AttributeValue set) {
    return set == null ? Set.of() : new HashSet<>(set.ss());
  }

  /** The state of a record that was not there. */
  static RecordStateItem first(NewRecord record, Instant now) {
    return new RecordStateItem(
        record.version(), now, record.sha256(), record.categoriesByKey().keySet(), Set.of());
  }

  /** The state once the record is stored over this one. */
  RecordStateItem next(NewRecord record) {
    Set<String> now = record.categoriesByKey().keySet();
    Set<String> left = new TreeSet<>(categories);
    left.addAll(gone);
    left.removeAll(now);
    return new RecordStateItem(record.version(), storedAt, record.sha256(), now, left);
  }
}
