package dev.millrace.lake.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpFunction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests before the SnapStart snapshot, from the event's bytes to the answer's. What fails (a
 * table that is still being created, say) is logged where it does, and left cold.
 */
final class MetricsWarmUp {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int REFUSALS = 300;
  private static final Map<String, String> REFUSED =
      Map.of("service", "warm-up", "from", "2025-01-18T11:12:00+01:00", "to", "yesterday");
  private static final Map<String, String> EMPTY =
      Map.of("from", "0001-01-01T00:00:00Z", "to", "0001-01-02T00:00:00Z", "limit", "1");

  private static final Logger LOG = LoggerFactory.getLogger(MetricsWarmUp.class);

  private final HttpFunction function;

  MetricsWarmUp(HttpFunction function) {
    this.function = function;
  }

  void run() {
    Deadline deadline = Deadline.after(TIME);
    try {
      for (int i = 0; i < REFUSALS && !deadline.hasPassed(); i++) {
        answer("GET /metrics", REFUSED, deadline);
      }
      answer("GET /metrics", EMPTY, deadline);
      answer("GET /metrics", Map.of("service", "warm-up", "limit", "1"), deadline);
      answer("GET /health", Map.of(), deadline);
    } catch (IOException failed) {
      LOG.warn("Warm-up failed: {}", failed.getMessage());
    }
  }

  private void answer(String routeKey, Map<String, String> query, Deadline deadline)
      throws IOException {
    function.answer(new ByteArrayInputStream(event(routeKey, query)), deadline);
  }

  private static byte[] event(String routeKey, Map<String, String> query) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("routeKey", routeKey);
          json.writeObjectFieldStart("queryStringParameters");
          for (Map.Entry<String, String> parameter : query.entrySet()) {
            json.writeStringField(parameter.getKey(), parameter.getValue());
          }
          json.writeEndObject();
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("requestId", "warm-up");
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
