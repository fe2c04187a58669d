package dev.millrace.lake.events;

import static dev.millrace.lake.events.EventFields.EVENT_ID;
import static dev.millrace.lake.events.EventFields.EVENT_TYPE;
import static dev.millrace.lake.events.EventFields.SERVICE;
import static dev.millrace.lake.events.EventFields.TIMESTAMP;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.millrace.features.json.JsonFault;
import dev.millrace.features.json.ParserFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cleaning rules: an event is one JSON object in UTF-8 with a text for id, service and type and
 * an unambiguous time not far from its arrival; whatever else is wrong with it becomes null. What a
 * rule says of an event depends on nothing but its bytes and its arrival. Thread-safe.
 */
public final class EventParser {
  private static final Logger LOG = LoggerFactory.getLogger(EventParser.class);
  private static final String ONE_OBJECT = "expected one JSON object in UTF-8";
  private static final JsonFault.Limits LIMITS =
      new JsonFault.Limits(
          StreamReadConstraints.DEFAULT_MAX_DEPTH,
          StreamReadConstraints.DEFAULT_MAX_NAME_LEN,
          StreamReadConstraints.DEFAULT_MAX_NUM_LEN);

  /** A name must not be refused because of the names in events before it. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /** Reads the bytes of an event that arrived then. */
  @FunctionalInterface
  public interface Reading {
    /** Reads an event's bytes, which arrived at a time. */
    ParsedEvent read(byte[] data, Instant arrival);
  }

  private final EventTimeRange range;
  private final Reading reading;

  /** Parses events whose times lie in a range around their arrival. Thread-safe. */
  public EventParser(EventTimeRange range) {
    this.range = Objects.requireNonNull(range);
    this.reading = this::read;
  }

  /** A parser whose reading a test replaces. */
  public EventParser(EventTimeRange range, Reading reading) {
    this.range = Objects.requireNonNull(range);
    this.reading = Objects.requireNonNull(reading);
  }

  /**
   * The event, or what is wrong with it. It never throws for what the bytes hold: should its code
   * throw all the same, that is the event's reason, and stops no other event.
   */
  public ParsedEvent parse(byte[] data, Instant arrival) {
    try {
      return reading.read(data, arrival);
    } catch (RuntimeException | StackOverflowError thrown) {
      LOG.error("Parsing an event failed with {}", ParserFailure.of(thrown));
      return new RejectedEvent(
          RejectionReason.PARSER_FAILED, ParserFailure.detail("event"), Optional.empty());
    }
  }

  private ParsedEvent read(byte[] data, Instant arrival) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException notUtf8) {
      return malformed("event is not UTF-8", Optional.empty());
    }
    EventFields fields = new EventFields(text);
    Optional<String> malformed = malformed(data, text, fields);
    return malformed.isPresent()
        ? malformed(malformed.get(), fields.eventId())
        : judged(fields, arrival);
  }

  private static RejectedEvent malformed(String what, Optional<String> eventId) {
    return new RejectedEvent(RejectionReason.MALFORMED_JSON, what + ", " + ONE_OBJECT, eventId);
  }

  /** What is malformed, if anything is. */
  private static Optional<String> malformed(byte[] data, String text, EventFields fields) {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return Optional.of("event held nothing");
      }
      if (first != JsonToken.START_OBJECT) {
        return Optional.of("event held " + FieldValue.at(json).shown());
      }
      fields.read(json);
      return json.nextToken() == null
          ? Optional.empty()
          : Optional.of("event goes on after its object");
    } catch (JsonProcessingException malformed) {
      return Optional.of(
          JsonFault.first(data, LIMITS)
              .map("event is malformed (%s)"::formatted)
              .orElse("event is malformed or beyond a limit of the parser's"));
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed", impossible);
    }
  }

  private ParsedEvent judged(EventFields fields, Instant arrival) {
    Optional<String> eventId = fields.eventId();
    Optional<String> service = fields.get(SERVICE).name();
    Optional<String> type = fields.get(EVENT_TYPE).name();
    FieldValue timestamp = fields.get(TIMESTAMP);
    if (eventId.isEmpty()) {
      return missing(RejectionReason.EVENT_ID_MISSING, EVENT_ID, fields);
    }
    if (service.isEmpty()) {
      return missing(RejectionReason.SERVICE_MISSING, SERVICE, fields);
    }
    if (type.isEmpty()) {
      return missing(RejectionReason.EVENT_TYPE_MISSING, EVENT_TYPE, fields);
    }
    if (timestamp.isMissing()) {
      return rejected(RejectionReason.TIMESTAMP_MISSING, TIMESTAMP, Rfc3339.EXPECTED, fields);
    }
    Optional<Instant> time =
        timestamp.kind() == FieldValue.Kind.STRING
            ? Rfc3339.parse(timestamp.text().strip())
            : Optional.empty();
    if (time.isEmpty()) {
      return rejected(RejectionReason.TIMESTAMP_INVALID, TIMESTAMP, Rfc3339.EXPECTED, fields);
    }
    if (!range.contains(time.get(), arrival)) {
      return rejected(
          RejectionReason.TIMESTAMP_OUT_OF_RANGE, TIMESTAMP, range.expected(arrival), fields);
    }
    return new ServiceEvent(
        eventId.get(),
        lowerCase(service.get()),
        lowerCase(type.get()),
        time.get(),
        fields.get(EventFields.LATENCY_MS).latency(),
        fields.get(EventFields.STATUS_CODE).status(),
        fields.get(EventFields.USER_ID).name(),
        fields.get(EventFields.SCHEMA_VERSION).name(),
        fields.extra(),
        timestamp.text(),
        fields.contentHash());
  }

  private static RejectedEvent missing(RejectionReason reason, String field, EventFields fields) {
    return rejected(reason, field, "a text that is not empty", fields);
  }

  private static RejectedEvent rejected(
      RejectionReason reason, String field, String expected, EventFields fields) {
    return new RejectedEvent(
        reason,
        "%s held %s, expected %s".formatted(field, fields.get(field).shown(), expected),
        fields.eventId());
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
