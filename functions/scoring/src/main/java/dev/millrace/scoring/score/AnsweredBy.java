package dev.millrace.scoring.score;

import dev.millrace.features.plan.FeatureVector;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a version answered, and what else was to score the same record. Immutable.
 *
 * @param version that answered
 * @param routingRevision of the routes by which the version was chosen; empty for a named one
 * @param fallback the canary that was asked first and did not answer
 * @param shadows those that are to score the record too
 * @param modelMillis how long the endpoint's calls took that gave this answer
 */
public record AnsweredBy(
    Role role,
    String version,
    OptionalLong routingRevision,
    Optional<Fallback> fallback,
    List<ShadowFeatures> shadows,
    long modelMillis) {
  /** Copies the shadows. */
  public AnsweredBy {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(routingRevision, "routingRevision");
    Objects.requireNonNull(fallback, "fallback");
    shadows = List.copyOf(shadows);
  }

  /** A version that the caller named. */
  public static AnsweredBy name(String version, long modelMillis) {
    return new AnsweredBy(
        Role.NAMED, version, OptionalLong.empty(), Optional.empty(), List.of(), modelMillis);
  }

  /** What the version that answered is in the routes. */
  public enum Role {
    /** It answers whatever no canary answers. */
    ACTIVE,
    /** It answers for its share. */
    CANARY,
    /** The caller named it, and it is neither of the two. */
    NAMED;

    /** As the log names it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A canary that did not answer.
   *
   * @param error a sentence
   */
  public record Fallback(String version, String error) {
    /** Checks that neither is null. */
    public Fallback {
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(error, "error");
    }
  }

  /**
   * What a shadow is to score.
   *
   * @param features empty where they cannot be computed
   * @param error why not: a sentence, empty where they can
   */
  public record ShadowFeatures(
      String version, Optional<FeatureVector> features, Optional<String> error) {
    /** Checks that there is one of the two. */
    public ShadowFeatures {
      Objects.requireNonNull(version, "version");
      if (features.isPresent() == error.isPresent()) {
        throw new IllegalArgumentException(
            "features held %s and error %s, expected one of them".formatted(features, error));
      }
    }
  }
}
