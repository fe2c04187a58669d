package dev.millrace.ingestion.elasticsearch.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The body of one search for the next page.
 *
 * @param from the first time of the page, in epoch milliseconds
 * @param after the sort values of the last page's last hit, as JSON; empty for the first page
 * @param pointInTime empty where there is none
 * @param withSource whether the documents are wanted, and not their names alone
 */
record SearchBody(
    DocumentSelection selection,
    ClusterVersion.Paging paging,
    long from,
    int size,
    Optional<byte[]> after,
    Optional<String> pointInTime,
    boolean withSource) {
  /** How long a point in time is kept from each page on: delivering one may take minutes. */
  static final String KEEP_ALIVE = "5m";

  byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("size", size);
          json.writeBooleanField("track_total_hits", false);
          json.writeBooleanField("seq_no_primary_term", true);
          json.writeBooleanField("_source", withSource);
          if (pointInTime.isPresent()) {
            json.writeObjectFieldStart("pit");
            json.writeStringField("id", pointInTime.get());
            json.writeStringField("keep_alive", KEEP_ALIVE);
            json.writeEndObject();
          }
          json.writeFieldName("query");
          query(json);
          json.writeFieldName("sort");
          sort(json);
          if (after.isPresent()) {
            json.writeFieldName("search_after");
            json.writeRawValue(new String(after.get(), StandardCharsets.UTF_8));
          }
          json.writeEndObject();
        });
  }

  private void query(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("bool");
    json.writeArrayFieldStart("filter");
    json.writeStartObject();
    json.writeObjectFieldStart("range");
    json.writeObjectFieldStart(selection.timeField());
    json.writeNumberField("gte", from);
    json.writeNumberField("lt", selection.to().toEpochMilli());
    // Whatever the mapping's own format is.
    json.writeStringField("format", "epoch_millis");
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    if (selection.query().isPresent()) {
      json.writeRawValue(selection.query().get());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void sort(JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeStartObject();
    json.writeObjectFieldStart(selection.timeField());
    json.writeStringField("order", "asc");
    // Else indexes with date_nanos would have other numbers than those with date.
    json.writeStringField("numeric_type", "date");
    // An index that has no document yet may not know the field.
    json.writeStringField("unmapped_type", "date");
    json.writeEndObject();
    json.writeEndObject();
    for (String field : paging.tiebreakers()) {
      json.writeStartObject();
      json.writeStringField(field, "asc");
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
