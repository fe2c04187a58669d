package dev.millrace.ingestion.record;

import dev.millrace.ingestion.row.Row;
import java.util.Objects;

/**
 * A row that is to be stored, and where it stands. Of two rows of a job with one key, the one of
 * the later page, then of the later position, is stored.
 *
 * @param page its page's number, from 1 to 99,999,999
 * @param position its place among the page's rows as they are stored, from 0 to 99,999,999
 * @param object key of the object in S3 that has the page
 */
public record PlacedRow(Row row, int page, int position, String object) {
  /** The most that a page's number and a position may be. */
  static final int LAST_PLACE = 99_999_999;

  /** Checks the ranges. */
  public PlacedRow {
    Objects.requireNonNull(row);
    Objects.requireNonNull(object);
    requireRange("page", page, 1);
    requireRange("position", position, 0);
  }

  private static void requireRange(String name, int held, int first) {
    if (held < first || held > LAST_PLACE) {
      throw new IllegalArgumentException(
          "%s held %d, expected %d to %d".formatted(name, held, first, LAST_PLACE));
    }
  }
}
