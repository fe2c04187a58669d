package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.json.JsonMembers;

/**
 * Minutes from the first time to the second, as a fraction; negative when the second is earlier.
 */
final class MinutesBetween implements FeatureKind {
  private static final double MILLIS_PER_MINUTE = 60_000;

  private final TimeField times;

  private MinutesBetween(TimeField times) {
    this.times = times;
  }

  /** Of the option {@code time}, the format of the fields. */
  static FeatureKind of(JsonMembers options) {
    return new MinutesBetween(TimeField.of(options));
  }

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    long from = times.millis(fields, slots[0], eventTime, value);
    long to = from == TimeField.NONE ? from : times.millis(fields, slots[1], eventTime, value);
    if (to != TimeField.NONE) {
      value.set((to - from) / MILLIS_PER_MINUTE);
    }
  }

  @Override
  public boolean takesEventTime() {
    return true;
  }

  @Override
  public String expected() {
    return times.expected();
  }
}
