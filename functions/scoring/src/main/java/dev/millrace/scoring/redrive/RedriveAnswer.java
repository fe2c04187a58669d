package dev.millrace.scoring.redrive;

import dev.millrace.common.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a run did.
 *
 * @param objects how many objects it came to
 * @param sent records that were put on the stream
 * @param alreadySent records that an earlier run, or another object of this one, had sent
 * @param unreadable how many objects could not be read, or held something that could not be read or
 *     sent
 * @param problems why, by key, of the first of the unreadable objects
 * @param otherStreams streams that have failed records here and are not redriven by this function
 * @param complete false when the run went no further for lack of time, or for what {@code stopped}
 *     says: call again
 * @param next the request's {@code after} for that call: the key up to which every object was gone
 *     through; empty when there is none
 * @param stopped why it went no further, where its time was not the reason; else empty
 */
public record RedriveAnswer(
    RedriveSource source,
    int objects,
    long sent,
    long alreadySent,
    int unreadable,
    SortedMap<String, String> problems,
    SortedSet<String> otherStreams,
    boolean complete,
    String next,
    String stopped) {

  /** The function's answer. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("source", source.code());
          json.writeNumberField("objects", objects);
          json.writeNumberField("sent", sent);
          json.writeNumberField("already_sent", alreadySent);
          json.writeNumberField("unreadable", unreadable);
          json.writeArrayFieldStart("unreadable_objects");
          for (Map.Entry<String, String> problem : problems.entrySet()) {
            json.writeStartObject();
            json.writeStringField("key", problem.getKey());
            json.writeStringField("why", problem.getValue());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("other_streams");
          for (String stream : otherStreams) {
            json.writeString(stream);
          }
          json.writeEndArray();
          json.writeBooleanField("complete", complete);
          if (!complete && !next.isEmpty()) {
            json.writeStringField("next", next);
          }
          if (!stopped.isEmpty()) {
            json.writeStringField("stopped", stopped);
          }
          json.writeEndObject();
        });
  }
}
