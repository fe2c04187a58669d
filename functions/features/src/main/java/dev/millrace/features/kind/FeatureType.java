package dev.millrace.features.kind;

/** What a feature's values are. */
public enum FeatureType {
  /** Doubles; NaN is a missing one. */
  NUMBER,
  /** Texts; the empty one is a missing one. */
  CATEGORY
}
