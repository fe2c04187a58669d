package dev.millrace.lake.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run came to.
 *
 * @param streams by logical name
 * @param failures why, by stream or by {@code stream/shard}, of what could not be archived
 * @param complete whether every shard is archived to the tip or the end that it had when the run
 *     began
 */
public record ArchiveOutcome(
    SortedMap<String, Totals> streams, SortedMap<String, String> failures, boolean complete) {

  /**
   * Sums over a stream.
   *
   * @param shards how many shards the run read
   * @param bytes compressed size of the objects
   * @param lag the age of the stream's oldest record that is not archived
   */
  public record Totals(int shards, long records, int objects, long bytes, Duration lag) {
    static final Totals NONE = new Totals(0, 0, 0, 0, Duration.ZERO);

    Totals plus(ShardOutcome shard) {
      return new Totals(
          shards + 1,
          records + shard.records(),
          objects + shard.objects(),
          bytes + shard.bytes(),
          lag);
    }

    Totals withLag(Duration other) {
      return other.compareTo(lag) > 0 ? new Totals(shards, records, objects, bytes, other) : this;
    }
  }

  /** The function's answer. */
  public byte[] json() {
    return Json.bytes(this::write);
  }

  @Override
  public String toString() {
    return new String(json(), StandardCharsets.UTF_8);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("streams");
    for (Map.Entry<String, Totals> stream : streams.entrySet()) {
      Totals totals = stream.getValue();
      json.writeObjectFieldStart(stream.getKey());
      json.writeNumberField("shards", totals.shards());
      json.writeNumberField("records", totals.records());
      json.writeNumberField("objects", totals.objects());
      json.writeNumberField("bytes", totals.bytes());
      json.writeNumberField("lag_ms", totals.lag().toMillis());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("failed");
    for (String failed : failures.keySet()) {
      json.writeString(failed);
    }
    json.writeEndArray();
    json.writeBooleanField("complete", complete);
    json.writeEndObject();
  }
}
