package dev.millrace.tables.lookup;

/** The rows that a reader needs of the history of look-ups do not fit in its memory. */
public final class LookupHistoryTooLarge extends IllegalStateException {
  private static final long serialVersionUID = 1;

  LookupHistoryTooLarge(String message) {
    super(message);
  }
}
