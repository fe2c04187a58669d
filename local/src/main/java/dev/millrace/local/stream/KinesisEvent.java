package dev.millrace.local.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The JSON in which Lambda hands records of a shard to a function. */
final class KinesisEvent {
  /** Most that an event may hold, in bytes, after Base64. */
  static final int LIMIT = 6 * 1024 * 1024;

  private static final byte[] HEAD = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

  private final EventSourceMapping mapping;
  private final String shardId;

  KinesisEvent(EventSourceMapping mapping, String shardId) {
    this.mapping = mapping;
    this.shardId = shardId;
  }

  /** Size of the event around its records; each record adds its own and a comma. */
  static int emptySize() {
    return HEAD.length + TAIL.length;
  }

  byte[] of(List<StreamRecord> records) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(HEAD);
    boolean first = true;
    for (StreamRecord record : records) {
      if (!first) {
        event.write(',');
      }
      first = false;
      event.writeBytes(json(record));
    }
    event.writeBytes(TAIL);
    return event.toByteArray();
  }

  byte[] json(StreamRecord record) {
    long arrival = record.arrival().toEpochMilli();
    return """
        {"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"%s","sequenceNumber":"%s","data":"%s",\
        "approximateArrivalTimestamp":%d.%03d},"eventSource":"aws:kinesis","eventVersion":"1.0",\
        "eventID":"%s:%s","eventName":"aws:kinesis:record",\
        "invokeIdentityArn":"arn:aws:iam::000000000000:role/local","awsRegion":"%s","eventSourceARN":"%s"}"""
        .formatted(
            new String(JsonStringEncoder.getInstance().quoteAsString(record.partitionKey())),
            record.sequenceNumber(),
            Base64.getEncoder().encodeToString(record.data()),
            arrival / 1000,
            arrival % 1000,
            shardId,
            record.sequenceNumber(),
            mapping.region(),
            mapping.eventSourceArn())
        .getBytes(StandardCharsets.UTF_8);
  }
}
