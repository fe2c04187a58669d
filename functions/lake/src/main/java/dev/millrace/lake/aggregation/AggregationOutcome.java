package dev.millrace.lake.aggregation;

import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param silverRows events that it took in: new ones, or all of each day that it rebuilt
 * @param buckets how many it computed
 * @param days how many days they belong to; those of several commits count in each
 * @param goldFiles files that it wrote
 * @param anomalies how many there are of each kind in the minutes that have become complete
 * @param freshness the age of the newest events in the metrics; empty where there are none
 * @param complete whether the metrics are now those of the silver snapshot that it found
 */
public record AggregationOutcome(
    long silverRows,
    long buckets,
    long days,
    long goldFiles,
    Map<String, Long> anomalies,
    Optional<Duration> freshness,
    boolean complete) {

  /** The run's summary as a JSON object. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("silver_rows", silverRows);
          json.writeNumberField("buckets", buckets);
          json.writeNumberField("days", days);
          json.writeNumberField("gold_files", goldFiles);
          json.writeBooleanField("complete", complete);
          json.writeEndObject();
        });
  }

  @Override
  public String toString() {
    return new String(json(), StandardCharsets.UTF_8);
  }
}
