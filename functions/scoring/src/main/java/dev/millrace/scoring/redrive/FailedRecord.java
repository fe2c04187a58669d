package dev.millrace.scoring.redrive;

import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.common.stream.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record to put back.
 *
 * @param position where it first stood
 * @param arrival when the stream took it first, to the millisecond
 * @param redrives how often it has been redriven already
 * @param data its bytes as they came; not to be modified
 */
record FailedRecord(StreamPosition position, Instant arrival, int redrives, byte[] data)
    implements RedriveEntry {
  /** The record, or why it cannot go back with its identity. */
  static RedriveEntry of(StreamPosition position, Instant arrival, int redrives, byte[] data) {
    FailedRecord record = new FailedRecord(position, arrival, redrives, data);
    RedriveKey key = record.key();
    String text = key.toString();
    if (!RedriveKey.parse(text, position.stream()).filter(key::equals).isPresent()) {
      return new Unreadable(
          "a record's position or arrival holds \"%.200s\"; expected one that Kinesis gives"
              .formatted(text));
    }
    return record;
  }

  static RedriveEntry of(StreamRecord failed) {
    return of(failed.position(), failed.arrival(), failed.redrives(), failed.data());
  }

  String recordId() {
    return position.recordId();
  }

  /** The partition key that it goes back under. */
  RedriveKey key() {
    return new RedriveKey(redrives + 1, arrival, position);
  }

  StreamWriter.Entry toPut() {
    return new StreamWriter.Entry(key().toString(), data);
  }

  /** How many bytes the stream counts: its own and those of its redrive key. */
  int bytesOnStream() {
    return data.length + key().toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
