package dev.millrace.scoring.model;

import dev.millrace.features.document.Reason;

/** What the model endpoint had to say of one feature vector. */
public sealed interface ModelAnswer {
  record Predicted(PredictedValue prediction, String model, String modelVersion)
      implements ModelAnswer {}

  /**
   * The model has no prediction for this vector, while it has for others.
   *
   * @param reason {@link Reason#MODEL_REJECTED} or {@link Reason#MODEL_FAILED}
   */
  record Refused(Reason reason, String detail) implements ModelAnswer {}

  /** The endpoint did not answer for it; it may later. */
  record Unavailable(String cause) implements ModelAnswer {}
}
