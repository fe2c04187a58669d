package dev.millrace.lake.events;

import java.util.Locale;

/** Why an event is not in silver; of several the first in this order. */
public enum RejectionReason {
  MALFORMED_JSON,
  EVENT_ID_MISSING,
  SERVICE_MISSING,
  EVENT_TYPE_MISSING,
  TIMESTAMP_MISSING,
  TIMESTAMP_INVALID,
  /** Too far ahead of its arrival, or too far behind it. */
  TIMESTAMP_OUT_OF_RANGE,
  EVENT_ID_CONFLICT,
  /** The parser threw, which it must not do for any event: its fault, and not the event's. */
  PARSER_FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As it stands in tables, metrics and answers. */
  public String code() {
    return code;
  }
}
