package dev.millrace.ingestion.dataset;

import dev.millrace.features.json.UnicodeText;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.dataset.column.ValueKind;
import dev.millrace.ingestion.dataset.column.WellFormedText;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The first 128 bits of the SHA-256 of a row's key. Keys that are stored alike have the same:
 * {@code 5.0} in a column of longs is {@code 5}, a time has microseconds. Not thread-safe.
 */
final class KeyHash {
  private final List<String> key;
  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(1 + Long.BYTES);
  private long high;
  private long low;

  KeyHash(List<String> key) {
    this.key = List.copyOf(key);
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * Takes a row's key.
   *
   * @throws dev.millrace.runs.failure.StepFailure when a field of it has no value, or a text that
   *     could be stored only as another one
   */
  void of(DatasetDefinition dataset, Row row, int page) {
    for (String field : key) {
      Object value = row.value(field);
      if (value == null) {
        throw StorageFailures.storage(
            "Dataset %s: a row of page %d has no value in the key field %s; expected one in every row",
            dataset.name(), page, UnicodeText.shown(field));
      }
      if (value instanceof String text && !UnicodeText.isWellFormed(text)) {
        throw StorageFailures.storage(
            "Dataset %s: a row of page %d has half of a surrogate pair in the key field %s; expected well-formed text",
            dataset.name(), page, UnicodeText.shown(field));
      }
      add(value);
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    high = hash.getLong();
    low = hash.getLong();
  }

  private void add(Object value) {
    switch (value) {
      case String text -> add('s', text);
      case Long whole -> add('n', whole);
      case Double real when ValueKind.of(real) == ValueKind.WHOLE_DOUBLE ->
          add('n', real.longValue());
      case Boolean flag -> add('b', flag ? 1 : 0);
      case Instant time -> add('t', ChronoUnit.MICROS.between(Instant.EPOCH, time));
      case LocalDate day -> add('d', day.toEpochDay());
      // Of a type that no key has: the inference of columns refuses it.
      default -> add('o', JsonValues.text(WellFormedText.within(value)));
    }
  }

  private void add(char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(kind, bytes.length);
    digest.update(bytes);
  }

  private void add(char kind, long value) {
    digest.update(number.clear().put((byte) kind).putLong(value).array());
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }
}
