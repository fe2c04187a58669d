package dev.millrace.lake.events;

import java.util.Locale;

/** Why an event is not in silver; of several the first in this order. */
public enum RejectionReason {
  /** The bytes are not a JSON object. */
  MALFORMED_JSON,
  /** There is no id, or it is empty. */
  EVENT_ID_MISSING,
  /** There is no service, or it is empty. */
  SERVICE_MISSING,
  /** There is no type, or it is empty. */
  EVENT_TYPE_MISSING,
  /** There is no time, or it is empty. */
  TIMESTAMP_MISSING,
  /** The time cannot be read. */
  TIMESTAMP_INVALID,
  /** Too far ahead of its arrival, or too far behind it. */
  TIMESTAMP_OUT_OF_RANGE,
  /** The id is taken by an event with other content. */
  EVENT_ID_CONFLICT,
  /** The parser threw, which it must not do for any event: its fault, and not the event's. */
  PARSER_FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As it stands in tables, metrics and answers. */
  public String code() {
    return code;
  }
}
