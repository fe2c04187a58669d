package dev.millrace.scoring.score;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.scoring.model.PredictedValue;

/** What scoring made of one record. */
public sealed interface Score {
  /** The document that was scored, or could not be. */
  DocumentRecord document();

  /** A score, what it was computed from, and why this version gave it. */
  record Scored(
      DocumentRecord document,
      FeatureVector features,
      PredictedValue prediction,
      String model,
      String modelVersion,
      AnsweredBy by)
      implements Score {}

  /**
   * There is no prediction for this record.
   *
   * @param reason a feature's, {@link Reason#MODEL_REJECTED} or {@link Reason#MODEL_FAILED}
   */
  record Refused(DocumentRecord document, Reason reason, String detail) implements Score {}

  /** A look-up or the endpoint failed; it is safe to try again. */
  record Unavailable(DocumentRecord document, String cause) implements Score {}
}
