package dev.millrace.scoring.score;

import dev.millrace.features.FeatureVector;
import dev.millrace.features.session.Reason;
import dev.millrace.features.session.Session;

/** What scoring made of one session. */
public sealed interface Score {
  /** The document that was scored, or could not be. */
  Session session();

  /** A score, and what it was computed from. */
  record Scored(
      Session session, FeatureVector features, double prediction, String model, String modelVersion)
      implements Score {}

  /**
   * The model has no prediction for this session's features.
   *
   * @param reason {@link Reason#MODEL_REJECTED} or {@link Reason#MODEL_FAILED}
   */
  record Refused(Session session, Reason reason, String detail) implements Score {}

  /** A look-up or the endpoint failed; it is safe to try again. */
  record Unavailable(Session session, String cause) implements Score {}
}
