package dev.millrace.ingestion.record;

import dev.millrace.common.Sha256;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The texts that the table's keys are made of; all of a bounded length. */
final class RecordKey {
  private static final int LONGEST_LIST = 1_024;
  private static final int CATEGORY_DIGITS = 32;

  private RecordKey() {}

  /** Which record of all owners and sources a row is: 64 hexadecimal digits. */
  static String id(RecordSource of, RecordVersion version, Row row) {
    List<Object> parts = new ArrayList<>(List.of(of.owner(), of.source()));
    if (of.key().isEmpty()) {
      parts.add(List.of(version.text()));
    }
    for (String column : of.key()) {
      parts.add(canonical(row.value(column)));
    }
    return hash(RecordText.of(parts));
  }

  /** One value for values that are equal in a table's column, however they were written. */
  private static Object canonical(Object value) {
    return switch (value) {
      case Long number -> canonical(BigDecimal.valueOf(number));
      case BigInteger number -> canonical(new BigDecimal(number));
      case Double number when Double.isFinite(number) ->
          canonical(new BigDecimal(number.toString()));
      case BigDecimal number -> number.stripTrailingZeros();
      case Instant time -> JsonValues.time(time);
      case null, default -> value;
    };
  }

  /** A category in the keys of its items: 32 hexadecimal digits. */
  static String category(String category) {
    return hash(category).substring(0, CATEGORY_DIGITS);
  }

  /** Under which key an item of a record stands for one of its categories. */
  static String ofCategory(String id, String category) {
    return id + '/' + category;
  }

  /** The list of a source's records, of one category or of all: JSON, its hash where it is long. */
  static String list(String owner, String source, Optional<String> category) {
    List<Object> parts = new ArrayList<>(List.of(owner, source));
    category.ifPresent(parts::add);
    String text = RecordText.of(parts);
    return RecordText.bytes(text) > LONGEST_LIST ? hash(text) : text;
  }

  private static String hash(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
