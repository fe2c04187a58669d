package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What was sent back of one object. Record ids are enough: a record that fails again after a
 * redrive stands in an object of its own, with a mark of its own.
 *
 * @param complete whether nothing of the object is left to send
 */
record RedriveProgress(Set<String> recordIds, boolean complete) {
  static final RedriveProgress NONE = new RedriveProgress(Set.of(), false);

  static RedriveProgress read(byte[] bytes) throws IOException {
    Set<String> recordIds = new LinkedHashSet<>();
    boolean complete = false;
    try (JsonParser json = Json.FACTORY.createParser(bytes)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "record_ids" -> {
            require(value == JsonToken.START_ARRAY, "record_ids is no array");
            while (json.nextToken() != JsonToken.END_ARRAY) {
              require(json.currentToken() == JsonToken.VALUE_STRING, "record_ids holds no texts");
              recordIds.add(json.getText());
            }
          }
          case "complete" -> complete = json.getBooleanValue();
          default -> json.skipChildren();
        }
      }
    }
    return new RedriveProgress(recordIds, complete);
  }

  byte[] bytes() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("record_ids");
          for (String recordId : recordIds) {
            json.writeString(recordId);
          }
          json.writeEndArray();
          json.writeBooleanField("complete", complete);
          json.writeEndObject();
        });
  }

  /** Both marks' records; complete when one of the two is, as nothing leaves an object. */
  RedriveProgress with(Collection<String> more, boolean nowComplete) {
    Set<String> all = new LinkedHashSet<>(recordIds);
    all.addAll(more);
    return new RedriveProgress(all, complete || nowComplete);
  }

  private static void require(boolean held, String otherwise) throws IOException {
    if (!held) {
      throw new IOException(otherwise);
    }
  }
}
