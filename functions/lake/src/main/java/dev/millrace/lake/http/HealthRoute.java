package dev.millrace.lake.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.lake.metrics.MetricsSummary;
import dev.millrace.lake.metrics.MetricsTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** {@code GET /health}: how many metrics there are and how fresh they are, from one item. */
final class HealthRoute {
  private final MetricsTable table;
  private final InstantSource clock;

  HealthRoute(MetricsTable table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  HttpResponse answer(HttpRequest request, Deadline deadline) {
    Optional<MetricsSummary> summary = TableReading.read(() -> table.summary(deadline));
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "ok");
          json.writeNumberField("metrics_rows", summary.map(MetricsSummary::rows).orElse(0L));
          write(
              json,
              "latest_minute",
              summary.flatMap(held -> held.latestMinuteAt(clock.instant())).map(Instant::toString));
          json.writeFieldName("data_freshness_seconds");
          if (summary.isPresent()) {
            json.writeNumber(freshness(summary.get()));
          } else {
            json.writeNull();
          }
          write(json, "computed_at", summary.map(held -> Json.time(held.computedAt())));
          json.writeEndObject();
        });
  }

  private long freshness(MetricsSummary summary) {
    return Math.max(0, Duration.between(summary.silverCommittedAt(), clock.instant()).toSeconds());
  }

  private static void write(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }
}
