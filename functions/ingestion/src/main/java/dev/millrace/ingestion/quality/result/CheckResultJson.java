package dev.millrace.ingestion.quality.result;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.ingestion.quality.CheckResult;
import java.io.IOException;

/** Writes results as answers have them. */
public final class CheckResultJson {
  private CheckResultJson() {}

  /** A result within its run's answer: an object. */
  public static void write(JsonGenerator json, CheckResult result) throws IOException {
    json.writeStartObject();
    members(json, result);
    json.writeEndObject();
  }

  /** A result of a list: an object that names the run too. */
  public static void write(JsonGenerator json, StoredCheckResult stored) throws IOException {
    json.writeStartObject();
    json.writeStringField("dataset", stored.run().dataset());
    json.writeStringField("source", stored.run().source());
    json.writeStringField("job", stored.run().job().text());
    json.writeStringField("checked_at", Json.time(stored.run().at()));
    members(json, stored.result());
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, CheckResult result) throws IOException {
    json.writeNumberField("position", result.position());
    json.writeStringField("check", result.check());
    json.writeStringField("severity", result.severity().text());
    json.writeArrayFieldStart("columns");
    for (String column : result.columns()) {
      json.writeString(column);
    }
    json.writeEndArray();
    json.writeBooleanField("passed", result.passed());
    json.writeStringField("message", result.message());
    if (result.measured().isPresent()) {
      json.writeFieldName("measured");
      Json.number(json, result.measured().getAsDouble());
    }
  }
}
