package dev.millrace.ingestion.record;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A record as an answer has it: the row's fields, then where it came from. */
final class RecordJson {
  static final String ROW_LEFT_OUT = "_millrace_row_left_out";

  private RecordJson() {}

  /**
   * Writes one object.
   *
   * @param fields only these; none for all. That the row is left out is always told
   */
  static void write(StoredRecord record, String source, Set<String> fields, JsonGenerator json)
      throws IOException {
    Map<String, String> members = new LinkedHashMap<>(RecordText.members(record.row()));
    members.putAll(origin(record, source));
    if (!fields.isEmpty()) {
      members.keySet().retainAll(fields);
    }
    if (record.rowLeftOut()) {
      members.put(ROW_LEFT_OUT, "true");
    }
    json.writeStartObject();
    for (Map.Entry<String, String> member : members.entrySet()) {
      json.writeFieldName(member.getKey());
      json.writeRawValue(member.getValue());
    }
    json.writeEndObject();
  }

  private static Map<String, String> origin(StoredRecord record, String source) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("_millrace_time", RecordText.of(record.time()));
    origin.put("_millrace_job", RecordText.of(record.job().text()));
    origin.put("_millrace_source", RecordText.of(source));
    origin.put("_millrace_page", Integer.toString(record.page()));
    origin.put("_millrace_row", Integer.toString(record.position()));
    origin.put("_millrace_object", RecordText.of(record.object()));
    return origin;
  }
}
