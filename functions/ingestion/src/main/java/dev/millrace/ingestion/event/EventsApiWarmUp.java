package dev.millrace.ingestion.event;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Problem;
import dev.millrace.common.stream.StreamWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Goes through what a request does, before the SnapStart snapshot, and puts nothing on a stream:
 * the event's bytes, the ids of lines by the routed models, the connection to the stream. What
 * fails is logged, and left cold.
 */
public final class EventsApiWarmUp {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int ROUNDS = 500;

  /** A body without a line is refused, after all that comes before the stream. */
  private static final String NO_LINES = "\n";

  private static final byte[] DOCUMENT = "{\"_id\": \"warm-up\"}".getBytes(StandardCharsets.UTF_8);

  private static final Logger LOG = LoggerFactory.getLogger(EventsApiWarmUp.class);

  private final HttpFunction function;
  private final StreamWriter writer;
  private final EventsRoute.Target target;

  /**
   * Goes through the function's own route.
   *
   * @param target whose ids are read, and to which the connection is opened
   */
  public EventsApiWarmUp(HttpFunction function, StreamWriter writer, EventsRoute.Target target) {
    this.function = Objects.requireNonNull(function);
    this.writer = Objects.requireNonNull(writer);
    this.target = Objects.requireNonNull(target);
  }

  /** Runs it once; what fails is logged and stops nothing. */
  public void run() {
    Deadline deadline = Deadline.after(TIME);
    byte[] event = event();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        function.answer(new ByteArrayInputStream(event), deadline);
      }
      for (int i = 0; i < ROUNDS; i++) {
        EventsRoute.partitionKey(DOCUMENT, target);
      }
      writer.rehearse(target.stream(), deadline);
    } catch (IOException | SdkException | Problem failed) {
      LOG.warn("Warm-up failed: {}", failed.getMessage());
    }
  }

  private static byte[] event() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("routeKey", "POST /events");
          json.writeObjectFieldStart("headers");
          json.writeStringField("content-type", "application/x-ndjson");
          json.writeEndObject();
          json.writeObjectFieldStart("queryStringParameters");
          json.writeStringField("stream", "sessions");
          json.writeEndObject();
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("requestId", "warm-up");
          json.writeEndObject();
          json.writeStringField("body", NO_LINES);
          json.writeBooleanField("isBase64Encoded", false);
          json.writeEndObject();
        });
  }
}
