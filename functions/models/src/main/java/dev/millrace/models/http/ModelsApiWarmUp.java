package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpFunction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that change nothing, answered before the SnapStart snapshot: from the event's bytes to
 * the answer's, through the tables. What fails is answered as a problem, and left cold.
 */
public final class ModelsApiWarmUp {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(ModelsApiWarmUp.class);

  private final HttpFunction function;
  private final String model;

  /**
   * Goes through the function's own routes.
   *
   * @param model whose card is asked for
   */
  public ModelsApiWarmUp(HttpFunction function, String model) {
    this.function = Objects.requireNonNull(function);
    this.model = Objects.requireNonNull(model);
  }

  /** Runs it once; what fails is logged and stops nothing. */
  public void run() {
    Deadline deadline = Deadline.after(TIME);
    for (String route : new String[] {"GET /models", "GET /models/{name}"}) {
      try {
        function.answer(new ByteArrayInputStream(event(route)), deadline);
      } catch (IOException failed) {
        LOG.warn("Warm-up failed: {}", failed.getMessage());
      }
    }
  }

  private byte[] event(String route) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("routeKey", route);
          json.writeObjectFieldStart("pathParameters");
          json.writeStringField("name", model);
          json.writeEndObject();
          json.writeObjectFieldStart("requestContext");
          json.writeObjectFieldStart("authorizer");
          json.writeObjectFieldStart("jwt");
          json.writeObjectFieldStart("claims");
          json.writeStringField("sub", "warm-up");
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
