package dev.millrace.lake.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A clean event.
 *
 * @param eventId trimmed; its case is the producer's
 * @param service trimmed and in lower case, as the type is
 * @param eventTime to the microsecond
 * @param latencyMs finite and at least 0
 * @param statusCode from 100 to 599
 * @param extra every field that has no column: a string as it is, anything else as its JSON text
 * @param timestampText the timestamp as it arrived
 * @param contentHash of the event as a JSON value, see {@link ContentHash}
 */
public record ServiceEvent(
    String eventId,
    String service,
    String eventType,
    Instant eventTime,
    OptionalDouble latencyMs,
    OptionalInt statusCode,
    Optional<String> userId,
    Optional<String> schemaVersion,
    Map<String, String> extra,
    String timestampText,
    String contentHash)
    implements ParsedEvent {}
