package dev.millrace.ingestion.record;

import dev.millrace.common.Sha256;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be stored of a row.
 *
 * @param row its JSON
 * @param keptRow the JSON of its key, time and category alone, as far as they are short: what an
 *     item keeps that has no room for the row
 * @param time by its column; empty where that is not declared, or holds no time
 * @param categories at most {@value #MOST_CATEGORIES}, each once
 * @param leftOut how many further categories the row has
 */
record NewRecord(
    RecordSource of,
    String id,
    RecordVersion version,
    String object,
    String row,
    String keptRow,
    Optional<Instant> time,
    List<String> categories,
    int leftOut) {
  static final int MOST_CATEGORIES = 100;
  private static final int MOST_KEPT_BYTES = 16 * 1024;

  static NewRecord of(RecordSource of, RunId job, PlacedRow placed) {
    Row row = placed.row();
    List<String> categories =
        of.category().map(column -> categories(row.value(column))).orElse(List.of());
    int most = Math.min(categories.size(), MOST_CATEGORIES);
    RecordVersion version = RecordVersion.of(job, placed);
    return new NewRecord(
        of,
        RecordKey.id(of, version, row),
        version,
        RecordText.wellFormed(placed.object()),
        RecordText.of(row.values()),
        kept(of, row),
        of.time().flatMap(column -> RecordTime.of(row.value(column))),
        categories.subList(0, most),
        categories.size() - most);
  }

  private static String kept(RecordSource of, Row row) {
    Set<String> columns = new LinkedHashSet<>(of.key());
    of.time().ifPresent(columns::add);
    of.category().ifPresent(columns::add);
    Row kept = new Row();
    int bytes = 0;
    for (String column : columns) {
      if (row.has(column)) {
        bytes += RecordText.bytes(column) + RecordText.bytes(RecordText.of(row.value(column)));
        if (bytes > MOST_KEPT_BYTES) {
          break;
        }
        kept.set(column, row.value(column));
      }
    }
    return RecordText.of(kept.values());
  }

  private static List<String> categories(Object value) {
    Set<String> categories = new LinkedHashSet<>();
    for (Object element : value instanceof List<?> list ? list : single(value)) {
      if (element != null) {
        categories.add(
            element instanceof String text
                ? RecordText.wellFormed(text)
                : unquoted(RecordText.of(element)));
      }
    }
    return new ArrayList<>(categories);
  }

  private static List<Object> single(Object value) {
    return value == null ? List.of() : List.of(value);
  }

  /** Times and days are texts in JSON. */
  private static String unquoted(String json) {
    return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
  }

  String sha256() {
    return Sha256.hex(row.getBytes(StandardCharsets.UTF_8));
  }

  /** The categories by what stands for them in keys. */
  TreeMap<String, String> categoriesByKey() {
    TreeMap<String, String> byKey = new TreeMap<>();
    categories.forEach(category -> byKey.put(RecordKey.category(category), category));
    return byKey;
  }
}
