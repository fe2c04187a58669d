package dev.millrace.scoring.score;

import dev.millrace.features.document.Reason;
import dev.millrace.features.plan.FeatureVector;

/** What one version is to be asked with for one record. */
sealed interface VersionVector {
  /** Its features. */
  record Ready(FeatureVector features) implements VersionVector {}

  /** A feature without a default has no value. */
  record Refused(Reason reason, String detail) implements VersionVector {}

  /** A look-up failed: the features may be there later. */
  record NotLookedUp(String table) implements VersionVector {
    /** A sentence without a full stop. */
    String error() {
      return "The look-up in %s failed".formatted(table);
    }
  }
}
