package dev.millrace.ingestion.elasticsearch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.runs.failure.RunError;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run did for one source.
 *
 * @param read documents that the cluster gave
 * @param sent those that were put on the stream
 * @param repeated those that had been sent before, and were passed over
 * @param oversize those that no record holds, kept in the bucket
 * @param checkpoint how far the source has been read; empty where that is not known
 * @param caughtUp whether there was nothing more to read
 * @param overtaken whether another run has moved the checkpoint meanwhile
 * @param error why it ended before; empty where it did not, or its time was up
 */
public record SourceOutcome(
    String source,
    long read,
    long sent,
    long repeated,
    long oversize,
    Optional<Instant> checkpoint,
    boolean caughtUp,
    boolean overtaken,
    Optional<RunError> error) {
  /** Checks that nothing is null. */
  public SourceOutcome {
    Objects.requireNonNull(source);
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(error);
  }

  /** One that failed before it read anything. */
  static SourceOutcome failed(String source, RunError error) {
    return new SourceOutcome(
        source, 0, 0, 0, 0, Optional.empty(), false, false, Optional.of(error));
  }

  /** Writes {@code {"source", "read", "sent", ...}}. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", source);
    json.writeNumberField("read", read);
    json.writeNumberField("sent", sent);
    json.writeNumberField("repeated", repeated);
    json.writeNumberField("oversize", oversize);
    if (checkpoint.isPresent()) {
      json.writeStringField("checkpoint", Json.time(checkpoint.get()));
    } else {
      json.writeNullField("checkpoint");
    }
    json.writeBooleanField("caught_up", caughtUp);
    json.writeBooleanField("overtaken", overtaken);
    json.writeFieldName("error");
    if (error.isPresent()) {
      error.get().write(json);
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }
}
