package dev.millrace.scoring.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.features.plan.SampleDocument;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.route.UnroutedModel;
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
  private final RoutedModels models;
  private final String defaultModel;
  private final RequestLog log;
  private final InstantSource clock;

  /**
   * Goes through the function's own routes before a snapshot is taken.
   *
   * @param defaultModel says what a document is that can be scored
   * @param log takes no row meanwhile
   */
  public PredictionsApiWarmUp(
      HttpFunction function,
      StreamWriter writer,
      String stream,
      RoutedModels models,
      String defaultModel,
      RequestLog log,
      InstantSource clock) {
    this.function = Objects.requireNonNull(function);
    this.writer = Objects.requireNonNull(writer);
    this.stream = Objects.requireNonNull(stream);
    this.models = Objects.requireNonNull(models);
    this.defaultModel = Objects.requireNonNull(defaultModel);
    this.log = Objects.requireNonNull(log);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Runs it once; what fails is logged and stops nothing. */
  public void run() {
    Deadline deadline = Deadline.after(TIME);
    log.rehearse(true);
    try {
      for (int i = 0; i < REFUSALS; i++) {
        answer("POST /predictions", Map.of(), NO_DOCUMENT, deadline);
      }
      Optional<byte[]> document = sample(deadline);
      if (document.isPresent()) {
        String body = new String(document.get(), StandardCharsets.UTF_8);
        answer("POST /predictions", Map.of(), body, deadline);
      }
      answer("GET /predictions/{id}", Map.of("id", "warm-up"), "", deadline);
      writer.rehearse(stream, deadline);
    } catch (IOException | SdkException failed) {
      LOG.warn("Warm-up failed: {}", failed.getMessage());
    } finally {
      log.rehearse(false);
    }
  }

  private Optional<byte[]> sample(Deadline deadline) {
    try {
      RoutedModel model = models.routed(defaultModel, deadline);
      return SampleDocument.of(model.active().features().definition(), "warm-up", clock.instant());
    } catch (UnroutedModel unrouted) {
      LOG.warn("The warm-up leaves scoring cold: {}", unrouted.getMessage());
      return Optional.empty();
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
