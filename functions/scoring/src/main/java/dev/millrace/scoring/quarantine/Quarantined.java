package dev.millrace.scoring.quarantine;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record that a model can never score, and why.
 *
 * @param model the model's name
 */
public record Quarantined(StreamRecord record, String model, Rejection rejection) {

  /** Writes the record as a line of a quarantine object, without the line's end. */
  void write(JsonGenerator json) throws IOException {
    StreamPosition position = record.position();
    json.writeStartObject();
    json.writeStringField("record_id", position.recordId());
    json.writeStringField("stream", position.stream());
    json.writeStringField("shard_id", position.shardId());
    json.writeStringField("sequence_number", position.sequenceNumber());
    json.writeNumberField("sub_sequence_number", position.subSequenceNumber());
    json.writeStringField("partition_key", record.partitionKey());
    json.writeStringField("arrival_time", Json.time(record.arrival()));
    json.writeNumberField("redrives", record.redrives());
    json.writeStringField("model", model);
    json.writeStringField("id", rejection.id().orElse(null));
    json.writeStringField("reason", rejection.reason().code());
    json.writeStringField("detail", rejection.detail());
    Optional<String> text = text(record.data());
    if (text.isPresent()) {
      json.writeStringField("data", text.get());
    } else {
      json.writeBinaryField("data_base64", record.data());
    }
    json.writeEndObject();
  }

  /** The bytes as text, unless that would change them. */
  private static Optional<String> text(byte[] data) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }
}
