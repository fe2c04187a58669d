package dev.millrace.lake.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.lake.metrics.MetricsPage;
import dev.millrace.lake.metrics.MetricsPages;
import dev.millrace.lake.metrics.ServiceMinute;
import java.io.IOException;
import java.util.OptionalDouble;

/** {@code GET /metrics}: rows by minute and service, a page at a time. */
final class MetricsRoute {
  private final MetricsPages pages;

  MetricsRoute(MetricsPages pages) {
    this.pages = pages;
  }

  HttpResponse answer(HttpRequest request, Deadline deadline) {
    MetricsRequest asked = MetricsRequest.of(request);
    MetricsPage page =
        TableReading.read(() -> pages.page(asked.query(), asked.after(), asked.limit(), deadline));
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (ServiceMinute row : page.rows()) {
                write(json, row);
              }
              json.writeEndArray();
            });
    return page.end()
        .map(end -> answer.with("link", "<%s>; rel=\"next\"".formatted(asked.next(end))))
        .orElse(answer);
  }

  private static void write(JsonGenerator json, ServiceMinute row) throws IOException {
    json.writeStartObject();
    json.writeStringField("event_ts", row.bucket().minute().toString());
    json.writeStringField("service", row.bucket().service());
    json.writeNumberField("request_count", row.requestCount());
    write(json, "avg_latency_ms", row.averageLatencyMillis());
    json.writeNumberField("status_count", row.statusCount());
    write(json, "error_rate", row.errorRate());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      Json.number(json, value.getAsDouble());
    } else {
      json.writeNull();
    }
  }
}
