package dev.millrace.ingestion.quality.kind;

/** What each value of a column must be like. Thread-safe. */
interface ValueRule {
  /**
   * Whether a value is as it must be.
   *
   * @param value not null
   */
  boolean allows(Object value);

  /** What the values must be, behind "are": "from 1 to 5", "one of [...]". */
  String text();
}
