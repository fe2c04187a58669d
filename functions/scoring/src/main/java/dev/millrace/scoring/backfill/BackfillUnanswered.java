package dev.millrace.scoring.backfill;

/** A service did not do its part for a batch: it is safe to begin it again. */
final class BackfillUnanswered extends RuntimeException {
  private static final long serialVersionUID = 1;

  BackfillUnanswered(String message) {
    super(message);
  }
}
