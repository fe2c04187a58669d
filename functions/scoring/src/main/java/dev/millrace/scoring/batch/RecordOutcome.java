package dev.millrace.scoring.batch;

import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.prediction.LogRow;

/** What a batch makes of one of its records. */
sealed interface RecordOutcome {
  /** Scored, and stored or found to be stored. */
  record Answered(LogRow row) implements RecordOutcome {}

  /** Never to be scored. */
  record Invalid(Rejection rejection) implements RecordOutcome {}

  /** To be delivered again. */
  record Failed(String cause) implements RecordOutcome {}
}
