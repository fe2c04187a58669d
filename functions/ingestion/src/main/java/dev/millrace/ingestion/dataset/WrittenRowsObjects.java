package dev.millrace.ingestion.dataset;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.stage.StagedObjects;
import dev.millrace.ingestion.stage.StagedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes in S3 which files hold a run's rows, {@code staged/JOB/SOURCE/written-BASE.json}: created
 * once, after the files, for each schema that they are written for. Calls throw the SDK's
 * exceptions when the bucket cannot be reached in time. Thread-safe.
 */
final class WrittenRowsObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StagedObjects objects;

  WrittenRowsObjects(StagedObjects objects) {
    this.objects = objects;
  }

  private static String key(StagedSource at, String base) {
    return "%swritten-%s.json".formatted(at.prefix(), base);
  }

  /** What was noted for this schema; empty where nothing was. */
  Optional<WrittenRows> find(StagedSource at, String base, Deadline deadline) {
    String key = key(at, base);
    return objects
        .find(key, deadline)
        .map(
            bytes -> {
              try {
                return read(base, JSON.readTree(bytes));
              } catch (IOException | IllegalArgumentException damaged) {
                throw new IllegalStateException(
                    key + " is damaged; expected files that a job wrote", damaged);
              }
            });
  }

  /** Notes the files, unless others were noted meanwhile: those count, and these are orphans. */
  WrittenRows create(StagedSource at, WrittenRows written, Deadline deadline)
      throws InterruptedException {
    String key = key(at, written.base());
    byte[] bytes = Json.bytes(json -> write(written, json));
    if (objects.create(key, bytes, "application/json", deadline)) {
      return written;
    }
    return find(at, written.base(), deadline)
        .orElseThrow(() -> new IllegalStateException(key + " was there, and is gone"));
  }

  private static void write(WrittenRows written, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("rows", written.rows());
    json.writeNumberField("repeated", written.repeated());
    json.writeStringField("schema", written.schema());
    json.writeArrayFieldStart("added");
    for (DatasetColumn column : written.added()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("field", column.field());
      json.writeStringField("type", column.type().name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("json_columns", written.jsonColumns());
    json.writeStringField("data", written.data());
    json.writeStringField("deletes", written.deletes());
    json.writeEndObject();
  }

  private static WrittenRows read(String base, JsonNode json) {
    List<DatasetColumn> added = new ArrayList<>();
    for (JsonNode column : json.required("added")) {
      added.add(
          new DatasetColumn(
              column.required("name").asText(),
              column.required("field").asText(),
              ColumnType.valueOf(column.required("type").asText())));
    }
    return new WrittenRows(
        base,
        json.required("rows").asLong(),
        json.required("repeated").asLong(),
        json.required("schema").asText(),
        added,
        json.required("json_columns").asText(),
        json.required("data").asText(),
        json.required("deletes").asText());
  }
}
