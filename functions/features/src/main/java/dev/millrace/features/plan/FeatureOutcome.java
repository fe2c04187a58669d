package dev.millrace.features.plan;

import dev.millrace.features.document.Reason;
import java.util.Objects;

/** What became of a record's features. */
public sealed interface FeatureOutcome {
  /** All of them have a value, or may be missing. */
  record Computed(FeatureVector vector) implements FeatureOutcome {
    /** Checks that it is not null. */
    public Computed {
      Objects.requireNonNull(vector, "vector");
    }
  }

  /**
   * A feature without a default has no value.
   *
   * @param reason {@link Reason#FEATURE_MISSING} or {@link Reason#FEATURE_INVALID}
   * @param detail a sentence: the feature, its path, what that held, what was expected
   */
  record Refused(Reason reason, String detail) implements FeatureOutcome {
    /** Checks that neither is null. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
