package dev.millrace.runs.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.RunError;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A run's fields as answers have them. */
final class RunJson {
  private RunJson() {}

  /** Writes the fields that rows of a list have, into an object that is begun. */
  static void write(Run run, String status, JsonGenerator json) throws IOException {
    json.writeStringField("id", run.id().text());
    json.writeStringField("status", status);
    write(json, "subject", run.subject());
    json.writeStringField("owner", run.owner());
    json.writeStringField("created_at", Json.time(run.createdAt()));
    json.writeStringField("updated_at", Json.time(run.updatedAt()));
    write(json, "finished_at", run.finishedAt().map(Json::time));
    json.writeObjectFieldStart("counts");
    for (Map.Entry<String, Long> count : run.counts().values().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
    Optional<RunError> error = run.error();
    if (error.isPresent()) {
      json.writeFieldName("error");
      error.get().write(json);
    }
    write(json, "reason", run.reason());
    write(json, "retry_of", run.retryOf().map(RunId::text));
    write(json, "retried_by", run.retriedBy().map(RunId::text));
  }

  /** Writes the fields beside them that one run has: the objects that its row carries. */
  static void writeObjects(Run run, JsonGenerator json) throws IOException {
    writeRaw(json, "request", run.request());
    writeRaw(json, "result", run.result());
  }

  private static void write(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  private static void writeRaw(JsonGenerator json, String name, Optional<String> object)
      throws IOException {
    if (object.isPresent()) {
      json.writeFieldName(name);
      json.writeRawValue(object.get());
    }
  }
}
