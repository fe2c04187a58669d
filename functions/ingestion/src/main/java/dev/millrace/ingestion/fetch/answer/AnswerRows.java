package dev.millrace.ingestion.fetch.answer;

import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the rows of a page, up to a bound. Not thread-safe. */
public final class AnswerRows {
  /** The most rows of one page: each takes memory beyond its bytes. */
  static final int MOST = 100_000;

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    if (rows.size() == MOST) {
      throw SourceFailures.limit(
          "A page has more than %d rows: ask for fewer a page".formatted(MOST), "");
    }
    rows.add(row);
  }

  List<Row> all() {
    return rows;
  }

  /**
   * The rows of an array of objects.
   *
   * @param found what stands where the rows are; null has none
   * @param place for messages
   */
  public static List<Row> of(Object found, String place) {
    if (found == null) {
      return List.of();
    }
    if (!(found instanceof List<?> elements)) {
      throw SourceFailures.source(
          "%s is %s, expected an array of rows".formatted(place, JsonValues.kind(found)));
    }
    AnswerRows rows = new AnswerRows();
    for (Object element : elements) {
      rows.add(row(element, place, rows.all().size()));
    }
    return rows.all();
  }

  static Row row(Object element, String place, int index) {
    if (!(element instanceof Map<?, ?> members)) {
      throw SourceFailures.source(
          "Row %d of %s is %s, expected an object"
              .formatted(index, place, JsonValues.kind(element)));
    }
    Row row = new Row();
    members.forEach((name, value) -> row.set((String) name, value));
    return row;
  }
}
