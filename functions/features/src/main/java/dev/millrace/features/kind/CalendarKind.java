package dev.millrace.features.kind;

import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.time.DeclaredTimes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.function.LongToIntFunction;

/** A part of a time's date or clock, in a zone. */
final class CalendarKind implements FeatureKind {
  private static final long MILLIS_PER_SECOND = 1_000;

  private final LongToIntFunction part;
  private final TimeField times;

  /** Null in UTC. */
  private final ZoneRules rules;

  private CalendarKind(LongToIntFunction part, TimeField times, ZoneId zone) {
    this.part = Objects.requireNonNull(part);
    this.times = times;
    this.rules = zone.equals(ZoneOffset.UTC) ? null : zone.getRules();
  }

  /**
   * Of the options {@code zone}, UTC without it, and {@code time}, the field's format.
   *
   * @param part of local milliseconds since 1970-01-01T00:00
   */
  static FeatureKind of(JsonMembers options, LongToIntFunction part) {
    return new CalendarKind(part, TimeField.of(options), DeclaredTimes.zone(options));
  }

  @Override
  public void compute(DocumentFields fields, int[] slots, long eventTime, FeatureValue value) {
    long millis = times.millis(fields, slots[0], eventTime, value);
    if (millis != TimeField.NONE) {
      value.set(part.applyAsInt(rules == null ? millis : local(millis)));
    }
  }

  private long local(long millis) {
    int offset = rules.getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds();
    return millis + MILLIS_PER_SECOND * offset;
  }

  @Override
  public boolean isWhole() {
    return true;
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
