package dev.millrace.ingestion.quality.suggest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A check that is proposed.
 *
 * @param members the check's definition, in order, with values as rows hold them
 * @param reason a sentence that says what was seen, without a value of a protected column
 */
public record SuggestedCheck(Map<String, Object> members, String reason) {
  /** Copies the members. */
  public SuggestedCheck {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Writes an object with the {@code check}, which can be posted as it is, and the reason. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("check");
    JsonValues.write(members, json);
    json.writeStringField("reason", reason);
    json.writeEndObject();
  }
}
