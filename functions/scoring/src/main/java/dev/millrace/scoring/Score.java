package dev.millrace.scoring;

import dev.millrace.features.FeatureVector;
import dev.millrace.features.Session;

/** What scoring made of one session. */
sealed interface Score {
  Session session();

  record Scored(
      Session session, FeatureVector features, double prediction, String model, String modelVersion)
      implements Score {}

  /** The model will never take this session's features. */
  record Refused(Session session, String detail) implements Score {}

  /** A look-up or the endpoint failed; it is safe to try again. */
  record Unavailable(Session session, String cause) implements Score {}
}
