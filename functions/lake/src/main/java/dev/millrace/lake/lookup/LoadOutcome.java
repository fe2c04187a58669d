package dev.millrace.lake.lookup;

import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a run of a load did.
 *
 * @param table the look-up table
 * @param validFrom from when on its rows are valid
 * @param rows of the file
 * @param numbers by attribute, whether it is a number; else it is a text
 * @param notes sentences about columns that are text although they hold numbers
 * @param history rows that were added to the history
 * @param served rows that were written for serving
 * @param newer rows of which a newer one was served already
 * @param next how many rows of the file, from its beginning, are served; the next run's {@code
 *     after}
 * @param stopped why it went no further although there was time
 */
public record LoadOutcome(
    String table,
    Instant validFrom,
    int rows,
    SortedMap<String, Boolean> numbers,
    List<String> notes,
    long history,
    int served,
    int newer,
    int next,
    Optional<String> stopped) {

  /** Whether all rows are served. */
  public boolean complete() {
    return next >= rows;
  }

  /** The answer as a JSON object. */
  public byte[] json() {
    return json(notes);
  }

  private byte[] json(List<String> shown) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("table", table);
          json.writeStringField("valid_from", Json.time(validFrom));
          json.writeNumberField("rows", rows);
          json.writeObjectFieldStart("columns");
          for (var column : numbers.entrySet()) {
            json.writeStringField(column.getKey(), column.getValue() ? "number" : "text");
          }
          json.writeEndObject();
          json.writeArrayFieldStart("notes");
          for (String note : shown) {
            json.writeString(note);
          }
          json.writeEndArray();
          json.writeNumberField("history_rows", history);
          json.writeNumberField("served_rows", served);
          json.writeNumberField("newer_rows", newer);
          json.writeNumberField("next", next);
          json.writeBooleanField("complete", complete());
          if (stopped.isPresent()) {
            json.writeStringField("stopped", stopped.get());
          }
          json.writeEndObject();
        });
  }

  /** The same without the notes, which hold what is in the file: for the log. */
  @Override
  public String toString() {
    return new String(json(List.of()), StandardCharsets.UTF_8);
  }
}
