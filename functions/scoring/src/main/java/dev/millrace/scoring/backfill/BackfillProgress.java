package dev.millrace.scoring.backfill;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.features.json.JsonMembers;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * How far a run is, as its machine hands it from one step to the next: a step that runs twice
 * begins at the same place with the same counts. Immutable.
 *
 * @param shard whose record was the last; empty before the first
 * @param sequenceNumber of that record; empty before the first
 */
public record BackfillProgress(String shard, String sequenceNumber, BackfillCounts counts) {
  /** Before the first record. */
  public static final BackfillProgress NONE = new BackfillProgress("", "", BackfillCounts.NONE);

  private static final double MOST = 1L << 53;

  /** Checks that nothing is null. */
  public BackfillProgress {
    Objects.requireNonNull(shard, "shard");
    Objects.requireNonNull(sequenceNumber, "sequenceNumber");
    Objects.requireNonNull(counts, "counts");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws dev.millrace.features.json.InvalidMember when it is something else
   */
  public static BackfillProgress read(byte[] json) {
    JsonMembers members = JsonMembers.parse(json, "progress");
    return new BackfillProgress(
        members.optionalText("shard").orElse(""),
        members.optionalText("sequence_number").orElse(""),
        new BackfillCounts(
            count(members, "read"),
            count(members, "predicted"),
            count(members, "duplicate"),
            count(members, "superseded"),
            count(members, "invalid"),
            count(members, "failed")));
  }

  private static long count(JsonMembers members, String name) {
    double held = members.optionalNumber(name).orElse(0);
    if (held != Math.rint(held) || held < 0 || held > MOST) {
      throw members.refused(name, "a count");
    }
    return (long) held;
  }

  /** Writes it as an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (!shard.isEmpty()) {
      json.writeStringField("shard", shard);
      json.writeStringField("sequence_number", sequenceNumber);
    }
    for (Map.Entry<String, Long> count : counts.byName().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
