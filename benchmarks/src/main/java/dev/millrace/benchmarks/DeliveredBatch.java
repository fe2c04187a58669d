package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of the prediction log that one invocation wrote.
 *
 * @param deliveredAt when the invocation began, to the millisecond
 */
record DeliveredBatch(Instant deliveredAt, List<JsonNode> rows) {
  /** Both times that tell the delivery are whole milliseconds. */
  private static final Duration ROUNDING = Duration.ofMillis(1);

  /** The batches of these rows, in the order of their delivery. */
  static List<DeliveredBatch> of(Collection<JsonNode> rows) {
    List<JsonNode> inOrder =
        rows.stream()
            .sorted(
                Comparator.comparing((JsonNode row) -> row.path("shard_id").asText())
                    .thenComparing(row -> new BigInteger(row.path("sequence_number").asText())))
            .toList();
    List<DeliveredBatch> batches = new ArrayList<>();
    String shard = "";
    for (JsonNode row : inOrder) {
      Instant deliveredAt = deliveredAt(row);
      boolean another =
          !row.path("shard_id").asText().equals(shard)
              || deliveredAt.isAfter(batches.getLast().deliveredAt.plus(ROUNDING));
      if (another) {
        batches.add(new DeliveredBatch(deliveredAt, new ArrayList<>()));
        shard = row.path("shard_id").asText();
      }
      batches.getLast().rows.add(row);
    }
    batches.sort(Comparator.comparing(DeliveredBatch::deliveredAt));
    return batches;
  }

  private static Instant deliveredAt(JsonNode row) {
    return Instant.parse(row.path("arrival_time").asText())
        .plusMillis(row.path("latency_ms").asLong())
        .minusMillis(row.path("delivery_to_stored_ms").asLong());
  }
}
