package dev.millrace.scoring.model;

/** What one call of the model endpoint came to. */
sealed interface EndpointAnswer {
  /** An answer that holds a place for each vector, even where a place holds no number. */
  record Predictions(ModelResponse response) implements EndpointAnswer {}

  /** The container refuses what it was asked, or a vector of it. */
  record Refusal(ModelRefusal refusal) implements EndpointAnswer {}

  /** The container failed for these vectors, or its answer is none for them. */
  record Failure(String cause) implements EndpointAnswer {}

  /** The model takes other features than this function computes: no vector is at fault. */
  record OtherFeatures(String difference) implements EndpointAnswer {}

  /** Nothing was learned about the vectors: unreachable, throttled, overloaded or too slow. */
  record Down(String cause) implements EndpointAnswer {}
}
