package dev.millrace.features.kind;

import dev.millrace.features.json.UnicodeText;
import java.util.Objects;

/**
 * Takes one feature's value from the kind that computes it. Reused from feature to feature; not
 * thread-safe.
 */
public final class FeatureValue {
  /**
   * Numbers must be smaller than this in magnitude (exclusive): they are stored in DynamoDB, whose
   * numbers end at 1e126.
   */
  public static final double MAGNITUDE_LIMIT = 1e126;

  /** Texts may be this long in UTF-8. */
  public static final int MAXIMUM_TEXT_BYTES = 1_024;

  /** Of a char in UTF-8. */
  private static final int MAXIMUM_BYTES_PER_CHAR = 3;

  /** What became of a feature. */
  public enum State {
    /** There is a value. */
    PRESENT,
    /** The field holds nothing. */
    MISSING,
    /** The field holds something else than the kind reads. */
    INVALID
  }

  private State state = State.MISSING;
  private double number;
  private String text;

  /** Nothing, to begin with. */
  public FeatureValue() {}

  /** Takes a number; one that is not finite, or too large, is invalid. */
  public void set(double value) {
    number = value;
    state = Math.abs(value) < MAGNITUDE_LIMIT ? State.PRESENT : State.INVALID;
  }

  /** Takes a text; an empty one is missing, one that is too long is invalid. */
  public void set(String value) {
    text = Objects.requireNonNull(value);
    state = value.isEmpty() ? State.MISSING : isTooLong(value) ? State.INVALID : State.PRESENT;
  }

  private static boolean isTooLong(String value) {
    return value.length() > MAXIMUM_TEXT_BYTES / MAXIMUM_BYTES_PER_CHAR
        && UnicodeText.utf8Length(value) > MAXIMUM_TEXT_BYTES;
  }

  /** The field holds nothing. */
  public void setMissing() {
    state = State.MISSING;
  }

  /** The field holds something else than the kind reads. */
  public void setInvalid() {
    state = State.INVALID;
  }

  /** What became of the feature. */
  public State state() {
    return state;
  }

  /** The number that was set last. */
  public double number() {
    return number;
  }

  /** The text that was set last. */
  public String text() {
    return text;
  }
}
