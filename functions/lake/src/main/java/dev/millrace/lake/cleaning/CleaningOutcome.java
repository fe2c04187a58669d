package dev.millrace.lake.cleaning;

import dev.millrace.common.Json;
import dev.millrace.lake.events.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a run committed.
 *
 * @param archived events that were read: silver, rejected and duplicates together
 * @param objects that were read to their end
 * @param expired objects that were past their time before they were read; they are left out
 * @param latestArrival of the events that were read, if any were
 * @param complete whether nothing was left to clean when it ended
 */
public record CleaningOutcome(
    long archived,
    long silver,
    Map<RejectionReason, Long> rejected,
    long duplicates,
    int objects,
    int expired,
    int commits,
    Optional<Instant> latestArrival,
    boolean complete) {

  long rejectedRows() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The run's summary as a JSON object. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("archived", archived);
          json.writeNumberField("silver", silver);
          json.writeObjectFieldStart("rejected");
          for (RejectionReason reason : RejectionReason.values()) {
            if (rejected.containsKey(reason)) {
              json.writeNumberField(reason.code(), rejected.get(reason));
            }
          }
          json.writeEndObject();
          json.writeNumberField("duplicates", duplicates);
          json.writeNumberField("objects", objects);
          json.writeNumberField("commits", commits);
          json.writeBooleanField("complete", complete);
          json.writeEndObject();
        });
  }

  @Override
  public String toString() {
    return new String(json(), StandardCharsets.UTF_8);
  }
}
