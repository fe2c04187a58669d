package dev.millrace.scoring.prediction;

import java.util.Locale;

/** Where a logged prediction comes from. */
public enum Origin {
  /** A record of a stream; its prediction is stored. */
  STREAM,
  /** A request; nothing is stored. */
  REQUEST,
  /** A record of the archive that was scored again. */
  BACKFILL;

  /** As the log names it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
