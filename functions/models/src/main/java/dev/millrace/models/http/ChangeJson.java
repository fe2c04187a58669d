package dev.millrace.models.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.models.change.ModelChange;
import java.io.IOException;
import java.util.TreeMap;

/** A change of a model as JSON. */
final class ChangeJson {
  private ChangeJson() {}

  /** Writes one object. */
  static void write(ModelChange change, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", change.changeId());
    json.writeStringField("at", Json.time(change.at()));
    json.writeStringField("action", change.action());
    if (change.version().isPresent()) {
      json.writeStringField("version", change.version().get());
    }
    json.writeStringField("who", change.who());
    if (change.reason().isPresent()) {
      json.writeStringField("reason", change.reason().get());
    }
    if (change.revision().isPresent()) {
      json.writeNumberField("revision", change.revision().getAsLong());
    }
    if (change.rollout().isPresent()) {
      json.writeStringField("rollout", change.rollout().get());
    }
    if (!change.details().isEmpty()) {
      json.writeObjectFieldStart("details");
      for (var detail : new TreeMap<>(change.details()).entrySet()) {
        json.writeStringField(detail.getKey(), detail.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
