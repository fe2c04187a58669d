package dev.millrace.models.counters;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a row of the prediction log says of one version. Immutable.
 *
 * @param role {@code active} or {@code canary}
 * @param revision of the routes by which the version was asked
 * @param answered false where another version answered in its place
 * @param latencyMillis of the endpoint's call
 * @param score a prediction that is a number
 * @param classified a prediction that is a class
 */
record CountedAnswer(
    String model,
    String version,
    String role,
    long revision,
    boolean answered,
    OptionalDouble latencyMillis,
    OptionalDouble score,
    Optional<String> classified) {
  static final String ACTIVE = "active";
  static final String CANARY = "canary";

  CountedAnswer {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(latencyMillis, "latencyMillis");
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(classified, "classified");
  }
}
