package dev.millrace.scoring.redrive;

import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** Objects as quarantine and Lambda write them. */
final class FailureSamples {
  static final String STREAM = "sessions";
  static final String SHARD = "shardId-000000000001";
  static final Instant ARRIVAL = Instant.parse("2024-11-17T21:53:01.293Z");

  private FailureSamples() {}

  static String recordId(int sequence) {
    return STREAM + '/' + SHARD + '/' + sequence + "/0";
  }

  static String object(String... lines) {
    return Arrays.stream(lines).map(line -> line + '\n').collect(Collectors.joining());
  }

  /** A line whose data is {@code data-<sequence>}. */
  static String line(int sequence) {
    return line(sequence, 0, "malformed_json");
  }

  static String line(int sequence, int redrives, String reason) {
    return line(STREAM, sequence, redrives, reason, "data-" + sequence);
  }

  static String line(String stream, int sequence, int redrives, String reason, String data) {
    return text(
        json -> {
          json.writeStartObject();
          json.writeStringField("record_id", stream + '/' + SHARD + '/' + sequence + "/0");
          json.writeStringField("stream", stream);
          json.writeStringField("shard_id", SHARD);
          json.writeStringField("sequence_number", Integer.toString(sequence));
          json.writeNumberField("sub_sequence_number", 0);
          json.writeStringField("partition_key", "key-" + sequence);
          json.writeStringField("arrival_time", Json.time(ARRIVAL));
          json.writeNumberField("redrives", redrives);
          json.writeNullField("id");
          json.writeStringField("reason", reason);
          json.writeStringField("detail", "A sentence");
          json.writeStringField("data", data);
          json.writeEndObject();
        });
  }

  /** What Lambda writes on failure of one batch, given as partition keys and sequence numbers. */
  static String failure(String stream, String... keysAndSequences) {
    String event =
        text(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("Records");
              for (String keyAndSequence : keysAndSequences) {
                int at = keyAndSequence.lastIndexOf('@');
                String sequence = keyAndSequence.substring(at + 1);
                json.writeStartObject();
                json.writeObjectFieldStart("kinesis");
                json.writeStringField("partitionKey", keyAndSequence.substring(0, at));
                json.writeStringField("sequenceNumber", sequence);
                json.writeStringField(
                    "data",
                    Base64.getEncoder()
                        .encodeToString(("data-" + sequence).getBytes(StandardCharsets.UTF_8)));
                json.writeNumberField("approximateArrivalTimestamp", 1731880381.293);
                json.writeEndObject();
                json.writeStringField("eventID", SHARD + ':' + sequence);
                json.writeStringField(
                    "eventSourceARN", "arn:aws:kinesis:eu-central-1:123456789012:stream/" + stream);
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    return text(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("condition", "RetryAttemptsExhausted");
          json.writeEndObject();
          json.writeStringField("version", "1.0");
          json.writeObjectFieldStart("KinesisBatchInfo");
          json.writeStringField("shardId", SHARD);
          json.writeEndObject();
          json.writeStringField("payload", event);
          json.writeEndObject();
        });
  }

  private static String text(Json.Writer writer) {
    return new String(Json.bytes(writer), StandardCharsets.UTF_8);
  }
}
