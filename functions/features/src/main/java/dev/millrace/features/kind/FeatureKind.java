package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;

/**
 * How a feature comes about from a field of a document, from two, or from the record's time.
 * Immutable and thread-safe.
 */
public interface FeatureKind {
  /** The slot of the record's own time, which is no field. */
  int EVENT_TIME = -1;

  /**
   * Computes a feature's value.
   *
   * @param slots of the fields; {@link #EVENT_TIME} among them only for a kind that takes it
   * @param eventTime the record's time, in milliseconds since 1970-01-01T00:00Z
   * @param value takes the value, or that there is none
   */
  void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value);

  /** What the values are. */
  default FeatureType type() {
    return FeatureType.NUMBER;
  }

  /** Whether every value is a whole number between -2^31 and 2^31. */
  default boolean isWhole() {
    return false;
  }

  /** Whether the feature may be computed from the record's time in place of a field. */
  default boolean takesEventTime() {
    return false;
  }

  /** What a field must hold, behind "expected": "a number", say. */
  String expected();
}
