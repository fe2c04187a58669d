package dev.millrace.ingestion.record;

import java.util.List;

/**
 * What became of rows that were to be stored.
 *
 * @param added records that were not there
 * @param changed records whose row was another one
 * @param unchanged records whose row was the same, also those that the same job had stored before
 * @param superseded rows of which a later one is there, of this job or of a later job
 * @param rowsLeftOut records too large for the table, which have key, time, category and place only
 * @param timesMissing records whose declared time column held no time; they are listed by when they
 *     were first stored
 * @param categoriesLeftOut categories past the first 100 of a row
 */
public record RecordCounts(
    long added,
    long changed,
    long unchanged,
    long superseded,
    long rowsLeftOut,
    long timesMissing,
    long categoriesLeftOut) {
  /** No rows. */
  public static final RecordCounts NONE = new RecordCounts(0, 0, 0, 0, 0, 0, 0);

  /** The sums. */
  public RecordCounts plus(RecordCounts other) {
    return new RecordCounts(
        added + other.added,
        changed + other.changed,
        unchanged + other.unchanged,
        superseded + other.superseded,
        rowsLeftOut + other.rowsLeftOut,
        timesMissing + other.timesMissing,
        categoriesLeftOut + other.categoriesLeftOut);
  }

  static RecordCounts sum(List<RecordCounts> counts) {
    return counts.stream().reduce(NONE, RecordCounts::plus);
  }

  static RecordCounts superseded(long rows) {
    return new RecordCounts(0, 0, 0, rows, 0, 0, 0);
  }
}
