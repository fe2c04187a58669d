package dev.millrace.common.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The partition key of a redriven record, which carries the identity and arrival that the record
 * had: Kinesis gives a record no other field for it, and its bytes stay as they came.
 *
 * @param redrives how often the record has been redriven, from 1
 */
public record RedriveKey(int redrives, Instant arrival, StreamPosition position) {
  private static final Pattern FORM =
      Pattern.compile(
          "redrive:(\\d{1,6}):(\\d{1,15}):([A-Za-z0-9_.-]{1,128}):(\\d{1,60}):(\\d{1,6})");

  /** Empty when the partition key is not one of a redriven record. */
  public static Optional<RedriveKey> parse(String partitionKey, String stream) {
    if (!partitionKey.startsWith("redrive:")) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(partitionKey);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new RedriveKey(
            Integer.parseInt(parts.group(1)),
            Instant.ofEpochMilli(Long.parseLong(parts.group(2))),
            new StreamPosition(
                stream, parts.group(3), parts.group(4), Long.parseLong(parts.group(5)))));
  }

  @Override
  public String toString() {
    return "redrive:"
        + redrives
        + ':'
        + arrival.toEpochMilli()
        + ':'
        + position.shardId()
        + ':'
        + position.sequenceNumber()
        + ':'
        + position.subSequenceNumber();
  }
}
