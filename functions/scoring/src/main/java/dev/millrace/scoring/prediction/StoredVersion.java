package dev.millrace.scoring.prediction;

import java.util.Locale;

/** How a scored record stands to the prediction that the table holds for its document. */
public enum StoredVersion {
  /** Its prediction was stored, now or by an earlier delivery of the same record. */
  PREDICTED,
  /** The same content was there already. */
  DUPLICATE,
  /** A later state of the document was there already. */
  SUPERSEDED;

  /** As logs and answers name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What stands against storing {@code candidate} when {@code held}, not older or of the same
   * content, is stored. The position tells whether that is the candidate's own: a duplicate lends
   * what is stored its order key, but never its position.
   */
  static StoredVersion against(Prediction held, Prediction candidate) {
    if (held.position().equals(candidate.position())) {
      return PREDICTED;
    }
    return held.contentHash().equals(candidate.contentHash()) ? DUPLICATE : SUPERSEDED;
  }
}
