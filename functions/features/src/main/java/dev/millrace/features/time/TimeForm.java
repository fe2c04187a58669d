package dev.millrace.features.time;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a field writes a time. Numbers may stand in a string. */
public enum TimeForm {
  /** Epoch milliseconds, or an ISO-8601 date and time with an offset. */
  DEFAULT("epoch milliseconds, an ISO-8601 date and time with a zone or offset", 0, false),
  /** Seconds since 1970-01-01T00:00Z, maybe with a fraction. */
  EPOCH_SECONDS("epoch seconds", 3, true),
  /** Milliseconds since 1970-01-01T00:00Z. */
  EPOCH_MILLIS("epoch milliseconds", 0, false),
  /** Microseconds since 1970-01-01T00:00Z. */
  EPOCH_MICROS("epoch microseconds", -3, false),
  /** Nanoseconds since 1970-01-01T00:00Z. */
  EPOCH_NANOS("epoch nanoseconds", -6, false),
  /** An ISO-8601 date and time with an offset. */
  ISO("an ISO-8601 date and time with a zone or offset", 0, false),
  /** An ISO-8601 date and time, which is in a declared zone where it has no offset. */
  ISO_LOCAL("an ISO-8601 date and time", 0, false);

  private final String expected;

  /** To milliseconds: times ten to this power. */
  final int shift;

  /** Whether a fraction of the unit means anything. */
  final boolean hasFraction;

  TimeForm(String expected, int shift, boolean hasFraction) {
    this.expected = expected;
    this.shift = shift;
    this.hasFraction = hasFraction;
  }

  /** In a sentence: "epoch seconds". */
  public String expected() {
    return expected;
  }

  boolean takesNumbers() {
    return this != ISO && this != ISO_LOCAL;
  }

  boolean takesTexts() {
    return this == DEFAULT || this == ISO || this == ISO_LOCAL;
  }

  /** The form that a definition names: {@code epoch_seconds}, say; empty for another word. */
  public static Optional<TimeForm> named(String name) {
    return Arrays.stream(values())
        .filter(form -> form != DEFAULT && form.code().equals(name))
        .findFirst();
  }

  /** The names of the forms that a definition may name. */
  public static List<String> names() {
    return Arrays.stream(values()).filter(form -> form != DEFAULT).map(TimeForm::code).toList();
  }

  /** How a definition names the form. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
