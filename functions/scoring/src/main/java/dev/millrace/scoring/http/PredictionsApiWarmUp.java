package dev.millrace.scoring.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.SampleDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Requests that change nothing, answered before the SnapStart snapshot: from the event's bytes to
 * the answer's. What fails (an endpoint that is still being created, say) is logged where it does,
 * and left cold.
 */
public final class PredictionsApiWarmUp {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int REFUSALS = 500;

  /** No document whatever the model reads, so that nothing is asked for it. */
  private static final String NO_DOCUMENT = "[7]";

  private static final Logger LOG = LoggerFactory.getLogger(PredictionsApiWarmUp.class);

  private final HttpFunction function;
  private final StreamWriter writer;
  private final String stream;
  private final ModelDefinition model;
  private final InstantSource clock;

  /**
   * Goes through the function's own routes before a snapshot is taken.
   *
   * @param model says what a document is that can be scored
   */
  public PredictionsApiWarmUp(
      HttpFunction function,
      StreamWriter writer,
      String stream,
      ModelDefinition model,
      InstantSource clock) {
    this.function = Objects.requireNonNull(function);
    this.writer = Objects.requireNonNull(writer);
    this.stream = Objects.requireNonNull(stream);
    this.model = Objects.requireNonNull(model);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Runs it once; what fails is logged and stops nothing. */
  public void run() {
    Deadline deadline = Deadline.after(TIME);
    try {
      for (int i = 0; i < REFUSALS; i++) {
        answer("POST /predictions", Map.of(), NO_DOCUMENT, deadline);
      }
      Optional<byte[]> document = SampleDocument.of(model, "warm-up", clock.instant());
      if (document.isPresent()) {
        String body = new String(document.get(), StandardCharsets.UTF_8);
        answer("POST /predictions", Map.of(), body, deadline);
      }
      answer("GET /predictions/{id}", Map.of("id", "warm-up"), "", deadline);
      writer.rehearse(stream, deadline);
    } catch (IOException | SdkException failed) {
      LOG.warn("Warm-up failed: {}", failed.getMessage());
    }
  }

  private void answer(
      String routeKey, Map<String, String> pathParameters, String body, Deadline deadline)
      throws IOException {
    byte[] event = event(routeKey, pathParameters, body);
    function.answer(new ByteArrayInputStream(event), deadline);
  }

  private static byte[] event(String routeKey, Map<String, String> pathParameters, String body) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("routeKey", routeKey);
          json.writeObjectFieldStart("headers");
          json.writeStringField("content-type", "application/json");
          json.writeEndObject();
          json.writeObjectFieldStart("pathParameters");
          for (Map.Entry<String, String> parameter : pathParameters.entrySet()) {
            json.writeStringField(parameter.getKey(), parameter.getValue());
          }
          json.writeEndObject();
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("requestId", "warm-up");
          json.writeEndObject();
          json.writeStringField("body", body);
          json.writeBooleanField("isBase64Encoded", false);
          json.writeEndObject();
        });
  }
}
