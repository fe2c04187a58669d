package dev.millrace.ingestion.job.source;

import java.util.Locale;

/** How far a source of a job is. */
public enum SourcePhase {
  /** Its first page has not been asked for. */
  PENDING,
  /** Pages are asked for, kept, transformed and staged. */
  FETCHING,
  /** All its pages are staged. */
  FETCHED,
  /** What is staged is in its dataset; its records are being written. */
  COMMITTED,
  /** All is done. */
  SUCCEEDED,
  /** It has failed; what was stored before is as it was. */
  FAILED;

  /** As the table has it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As the table has it. */
  static SourcePhase of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing more is done for the source. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** The status that a user is shown. */
  public String status() {
    return switch (this) {
      case PENDING -> "pending";
      case FETCHING, FETCHED, COMMITTED -> "running";
      case SUCCEEDED -> "succeeded";
      case FAILED -> "failed";
    };
  }
}
