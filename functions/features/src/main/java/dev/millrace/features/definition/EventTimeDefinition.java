package dev.millrace.features.definition;

import dev.millrace.features.field.FieldPath;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.time.DeclaredTimes;
import dev.millrace.features.time.TimeFormat;
import java.util.Objects;

/** Where a record's time comes from. */
public sealed interface EventTimeDefinition {
  /** The word that stands for the record's arrival in place of a path. */
  String ARRIVAL = "arrival";

  /** A field that holds a time. */
  record Field(FieldPath path, TimeFormat format) implements EventTimeDefinition {
    /** Checks that neither is null. */
    public Field {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(format, "format");
    }
  }

  /** When the stream or the request took the record. */
  record Arrival() implements EventTimeDefinition {}

  /** A field with epoch milliseconds or an ISO-8601 date and time with an offset. */
  static EventTimeDefinition of(String path) {
    return new Field(new FieldPath(path), TimeFormat.DEFAULT);
  }

  /** Reads the member {@code event_time} of a record's definition. */
  static EventTimeDefinition read(JsonMembers members) {
    if (members.value("event_time") instanceof String text) {
      return text.equals(ARRIVAL)
          ? new Arrival()
          : new Field(DefinedPath.read(members, "event_time"), TimeFormat.DEFAULT);
    }
    JsonMembers time =
        members
            .optionalObject("event_time")
            .orElseThrow(
                () -> members.refused("event_time", "a path, {\"path\", \"as\"} or \"arrival\""));
    Field field = new Field(DefinedPath.read(time, "path"), DeclaredTimes.format(time));
    time.end();
    return field;
  }
}
