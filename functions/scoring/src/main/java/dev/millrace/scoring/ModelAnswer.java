package dev.millrace.scoring;

/** What the model endpoint had to say of one feature vector. */
sealed interface ModelAnswer {
  record Predicted(double prediction, String model, String modelVersion) implements ModelAnswer {}

  /** The model will never take this vector. */
  record Refused(String detail) implements ModelAnswer {}

  /** The endpoint did not answer for it; it may later. */
  record Unavailable(String cause) implements ModelAnswer {}
}
