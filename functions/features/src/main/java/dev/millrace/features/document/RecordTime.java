package dev.millrace.features.document;

import dev.millrace.features.definition.EventTimeDefinition;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.time.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and judges a record's time. */
final class RecordTime {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final int OF_ARRIVAL = -1;

  private final String path;
  private final TimeFormat format;
  private final int slot;
  private final Duration maximumAheadOfArrival;

  private RecordTime(String path, TimeFormat format, int slot, Duration maximumAheadOfArrival) {
    this.path = path;
    this.format = format;
    this.slot = slot;
    this.maximumAheadOfArrival = maximumAheadOfArrival;
  }

  static RecordTime of(EventTimeDefinition.Field field, int slot, Duration maximumAheadOfArrival) {
    return new RecordTime(field.path().text(), field.format(), slot, maximumAheadOfArrival);
  }

  static RecordTime ofArrival(Duration maximumAheadOfArrival) {
    return new RecordTime(
        EventTimeDefinition.ARRIVAL, TimeFormat.DEFAULT, OF_ARRIVAL, maximumAheadOfArrival);
  }

  ParsedDocument read(String id, DocumentFields fields, Instant arrival) {
    if (slot == OF_ARRIVAL) {
      return new DocumentRecord(id, Instant.ofEpochMilli(arrival.toEpochMilli()), fields);
    }
    if (fields.isMissing(slot)) {
      return rejection(id, Reason.CREATED_DATE_TIME_MISSING, fields.held(slot), format.expected());
    }
    OptionalLong millis = fields.time(slot, format);
    if (millis.isEmpty()) {
      return rejection(id, Reason.CREATED_DATE_TIME_INVALID, fields.held(slot), format.expected());
    }
    Instant time = Instant.ofEpochMilli(millis.getAsLong());
    return isInRange(time, arrival)
        ? new DocumentRecord(id, time, fields)
        : rejection(
            id,
            Reason.CREATED_DATE_TIME_OUT_OF_RANGE,
            isBeyondEveryDate(millis.getAsLong())
                ? fields.held(slot)
                : "%s, which is %s".formatted(fields.held(slot), time),
            "a time from %s to %s after arrival (%s)"
                .formatted(EARLIEST, maximumAheadOfArrival, arrival));
  }

  /** The nearest long stands for a number that none holds: it is not what was held. */
  private static boolean isBeyondEveryDate(long millis) {
    return millis == Long.MAX_VALUE || millis == Long.MIN_VALUE;
  }

  private boolean isInRange(Instant time, Instant arrival) {
    return !time.isBefore(EARLIEST)
        && Duration.between(arrival, time).compareTo(maximumAheadOfArrival) <= 0;
  }

  private Rejection rejection(String id, Reason reason, String held, String expected) {
    return new Rejection(
        Optional.of(id), reason, "%s held %s, expected %s".formatted(path, held, expected));
  }
}
