package dev.millrace.features.definition;

import dev.millrace.features.json.JsonMembers;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a document makes it a record: its id and its time.
 *
 * @param id where the id comes from
 * @param eventTime where the time comes from
 */
public record RecordDefinition(IdDefinition id, EventTimeDefinition eventTime) {
  /** An Elasticsearch hit: {@code _id} and {@code _source.createdDateTime}. */
  public static final RecordDefinition HIT =
      new RecordDefinition(
          IdDefinition.of("_id"), EventTimeDefinition.of("_source.createdDateTime"));

  /** Checks that neither is null. */
  public RecordDefinition {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(eventTime, "eventTime");
  }

  /** Reads the member {@code record}; what it does not say is as in {@link #HIT}. */
  static RecordDefinition read(Optional<JsonMembers> members) {
    if (members.isEmpty()) {
      return HIT;
    }
    JsonMembers record = members.get();
    IdDefinition id = record.has("id") ? IdDefinition.read(record) : HIT.id();
    EventTimeDefinition eventTime =
        record.has("event_time") ? EventTimeDefinition.read(record) : HIT.eventTime();
    record.end();
    return new RecordDefinition(id, eventTime);
  }
}
