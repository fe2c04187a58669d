package dev.millrace.tables.bronze;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.stream.AggregatedRecords;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record as it stands on its stream; one that the Kinesis Producer Library aggregated is kept
 * whole.
 *
 * @param stream the logical name: {@code sessions}, {@code service-events} or {@code predictions}
 * @param sequenceNumber a decimal number without leading zeros
 * @param arrival when the stream took it, to the millisecond
 * @param data what arrived, byte for byte; not to be modified
 */
public record BronzeRecord(
    String stream,
    String shardId,
    String sequenceNumber,
    String partitionKey,
    Instant arrival,
    byte[] data) {
  private static final int ESCAPE_BEYOND_ASCII = 127;
  private static final int ESCAPE_NOTHING_MORE = 0;

  /**
   * The records in it: itself, or those that the Kinesis Producer Library packed. A packed record
   * that is damaged stands for itself: it is no JSON, and is rejected as such.
   */
  public List<StreamRecord> records() {
    StreamRecord whole =
        new StreamRecord(
            new StreamPosition(stream, shardId, sequenceNumber, 0),
            sequenceNumber,
            0,
            partitionKey,
            arrival,
            data);
    return AggregatedRecords.isAggregated(data)
        ? AggregatedRecords.takeApart(whole).orElse(List.of(whole))
        : List.of(whole);
  }

  /** Writes the record as a line, its end included. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", stream);
    json.writeStringField("shard_id", shardId);
    json.writeStringField("sequence_number", sequenceNumber);
    writePartitionKey(json);
    json.writeStringField("arrival_time", Json.time(arrival));
    Optional<String> text = text(data);
    if (text.isPresent()) {
      json.writeStringField("data", text.get());
    } else {
      json.writeBinaryField("data_base64", data);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Half a character, which JSON can hold and UTF-8 cannot, must not stop the shard. */
  private void writePartitionKey(JsonGenerator json) throws IOException {
    boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(partitionKey);
    json.setHighestNonEscapedChar(encodable ? ESCAPE_NOTHING_MORE : ESCAPE_BEYOND_ASCII);
    json.writeStringField("partition_key", partitionKey);
    json.setHighestNonEscapedChar(ESCAPE_NOTHING_MORE);
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

  /**
   * Reads the object that the parser stands at the start of.
   *
   * @throws IOException naming the field that is missing or wrong
   */
  static BronzeRecord read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException(
          "A line holds " + Json.kind(json.currentToken()) + "; expected a JSON object");
    }
    Fields fields = new Fields();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        fields.set(name, json);
      } else {
        json.skipChildren();
      }
    }
    return fields.record();
  }

  /** What one line's fields held, in whatever order they came. */
  private static final class Fields {
    private String stream;
    private String shardId;
    private String sequenceNumber;
    private String partitionKey;
    private String arrival;
    private byte[] data;

    void set(String name, JsonParser json) throws IOException {
      switch (name) {
        case "stream" -> stream = json.getText();
        case "shard_id" -> shardId = json.getText();
        case "sequence_number" -> sequenceNumber = json.getText();
        case "partition_key" -> partitionKey = json.getText();
        case "arrival_time" -> arrival = json.getText();
        case "data" -> data = json.getText().getBytes(StandardCharsets.UTF_8);
        case "data_base64" -> data = json.getBinaryValue();
        default -> {
          // A field of a later version of the format, which readers of this one do without.
        }
      }
    }

    BronzeRecord record() throws IOException {
      return new BronzeRecord(
          required(stream, "stream"),
          required(shardId, "shard_id"),
          required(sequenceNumber, "sequence_number"),
          required(partitionKey, "partition_key"),
          time(required(arrival, "arrival_time")),
          required(data, "data or data_base64"));
    }

    private static Instant time(String held) throws IOException {
      try {
        return Instant.parse(held);
      } catch (DateTimeException notATime) {
        throw new IOException(
            "arrival_time holds \"%.100s\"; expected a time in ISO-8601".formatted(held), notATime);
      }
    }

    private static <T> T required(T value, String field) throws IOException {
      if (value == null) {
        throw new IOException(field + " is missing; expected a text");
      }
      return value;
    }
  }
}
