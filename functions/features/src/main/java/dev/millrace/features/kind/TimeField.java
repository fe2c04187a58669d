package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.time.DeclaredTimes;
import dev.millrace.features.time.TimeFormat;
import java.util.Objects;
import java.util.OptionalLong;

/** A field that holds a time, for the kinds that compute with times. */
final class TimeField {
  /** In place of a time: there is none, and the value says why. */
  static final long NONE = Long.MIN_VALUE;

  /** Past it, no date has a year of nine digits: about 30 million years. */
  private static final long LARGEST_MILLIS = 1_000_000_000_000_000_000L;

  private final TimeFormat format;

  private TimeField(TimeFormat format) {
    this.format = Objects.requireNonNull(format);
  }

  /** Of the option {@code time}, the field's format. */
  static TimeField of(JsonMembers options) {
    return new TimeField(
        options.optionalObject("time").map(TimeField::declared).orElse(TimeFormat.DEFAULT));
  }

  private static TimeFormat declared(JsonMembers time) {
    TimeFormat format = DeclaredTimes.format(time);
    time.end();
    return format;
  }

  /**
   * The time in milliseconds since 1970-01-01T00:00Z; {@link #NONE} where the value has been told
   * that there is none.
   */
  long millis(DocumentFields fields, int slot, long eventTime, FeatureValue value) {
    if (slot == FeatureKind.EVENT_TIME) {
      return eventTime;
    }
    if (fields.isMissing(slot)) {
      value.setMissing();
      return NONE;
    }
    OptionalLong time = fields.time(slot, format);
    if (time.isEmpty() || time.getAsLong() > LARGEST_MILLIS || time.getAsLong() < -LARGEST_MILLIS) {
      value.setInvalid();
      return NONE;
    }
    return time.getAsLong();
  }

  String expected() {
    return format.expected();
  }
}
