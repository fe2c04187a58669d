package dev.millrace.scoring.batch;

import dev.millrace.features.session.Rejection;
import dev.millrace.scoring.prediction.LogRow;

/** What a batch makes of one of its records. */
sealed interface Fate {
  /** Scored, and stored or found to be stored. */
  record Answered(LogRow row) implements Fate {}

  /** Never to be scored. */
  record Invalid(Rejection rejection) implements Fate {}

  /** To be delivered again. */
  record Failed(String cause) implements Fate {}
}
