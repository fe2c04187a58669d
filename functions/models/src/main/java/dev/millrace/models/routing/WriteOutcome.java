package dev.millrace.models.routing;

/** What became of a change of a routing row: all of it was written, or nothing. */
public enum WriteOutcome {
  WRITTEN,
  /** The row is not any more as it was read. */
  OVERTAKEN,
  /** A version that the change names is not validated any more. */
  NOT_VALIDATED
}
