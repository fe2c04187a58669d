package dev.millrace.lake.events;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members of one event's object, read in one pass: the fields that have columns, the others as
 * texts, and the hash of all. Of members with the same name the last counts.
 */
final class EventFields {
  static final String EVENT_ID = "event_id";
  static final String TIMESTAMP = "timestamp";
  static final String SERVICE = "service";
  static final String EVENT_TYPE = "event_type";
  static final String LATENCY_MS = "latency_ms";
  static final String STATUS_CODE = "status_code";
  static final String USER_ID = "user_id";
  static final String SCHEMA_VERSION = "schema_version";

  private static final Set<String> KNOWN =
      Set.of(
          EVENT_ID,
          TIMESTAMP,
          SERVICE,
          EVENT_TYPE,
          LATENCY_MS,
          STATUS_CODE,
          USER_ID,
          SCHEMA_VERSION);

  private final String text;
  private final Map<String, FieldValue> fields = new HashMap<>();
  private final Map<String, String> extra = new LinkedHashMap<>();
  private final SortedMap<String, String> terms = new TreeMap<>();

  /**
   * The fields of an event.
   *
   * @param text what the parser reads
   */
  EventFields(String text) {
    this.text = text;
  }

  /** Reads the members of the object that the parser stands at the start of, to its end. */
  void read(JsonParser json) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      int start = (int) json.currentTokenLocation().getCharOffset();
      FieldValue value = FieldValue.at(json);
      terms.put(name, ContentHash.term(json));
      if (KNOWN.contains(name)) {
        fields.put(name, value);
      } else {
        int end = (int) json.currentLocation().getCharOffset();
        extra.put(FieldValue.wellFormed(name), text(value, start, end));
      }
    }
  }

  private String text(FieldValue value, int start, int end) {
    return switch (value.kind()) {
      case STRING -> FieldValue.wellFormed(value.text());
      case OBJECT, ARRAY -> text.substring(start, end);
      default -> value.text();
    };
  }

  FieldValue get(String name) {
    return fields.getOrDefault(name, FieldValue.ABSENT);
  }

  /** What was read of the id so far. */
  Optional<String> eventId() {
    return get(EVENT_ID).name();
  }

  Map<String, String> extra() {
    return extra;
  }

  String contentHash() {
    return ContentHash.object(terms);
  }
}
