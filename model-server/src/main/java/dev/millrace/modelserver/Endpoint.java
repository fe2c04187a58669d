package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers the two requests that SageMaker makes, GET /ping and POST /invocations, and GET /metrics.
 */
final class Endpoint implements HttpHandler {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = {};

  /** As many as an error lists of the instances without a prediction. */
  private static final int LISTED_INSTANCES = 1_000;

  /** As many as an error tells in sentences of their own. */
  private static final int LISTED_ERRORS = 100;

  private final Model model;
  private final String fingerprint;
  private final BatchInference inference;
  private final InvocationMetrics metrics;
  private final RequestBody bodies;
  private final int maximumInstances;
  private final Log log;

  Endpoint(Model model, RequestBody bodies, int maximumInstances, Log log) {
    this.model = model;
    this.fingerprint = FeatureFingerprint.of(model.columns());
    this.inference =
        new BatchInference(
            new ConcurrentInference(model::predict),
            model.witness(),
            BatchInference.ROW_BY_ROW_LIMIT,
            log);
    this.metrics = new InvocationMetrics(model.definition().name(), model.definition().version());
    this.bodies = bodies;
    this.maximumInstances = maximumInstances;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .set(
            CustomAttributes.HEADER,
            "model=%s;model_version=%s"
                .formatted(model.definition().name(), model.definition().version()));
    try (exchange) {
      try {
        route(exchange);
      } catch (RejectedRequestException rejected) {
        reject(exchange, rejected);
      } catch (RuntimeException e) {
        // Where it happened, not its message, which may repeat what the request held.
        log.error(
            "request failed",
            Map.of("exception", e.getClass().getName(), "at", e.getStackTrace()[0].toString()));
        reject(exchange, RejectedRequestException.request(500, "the request could not be served"));
      }
    } catch (IOException e) {
      log.info("connection lost", Map.of("exception", e.getClass().getName()));
      throw e;
    }
  }

  private void route(HttpExchange exchange) throws IOException, RejectedRequestException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/ping" -> {
        expectMethod(exchange, "GET");
        send(exchange, 200, "application/json", NOTHING);
      }
      case "/invocations" -> {
        expectMethod(exchange, "POST");
        invokeAndCount(exchange);
      }
      case "/metrics" -> {
        expectMethod(exchange, "GET");
        send(exchange, 200, "application/json", metrics.json());
      }
      case null, default ->
          throw RejectedRequestException.request(
              404, "there is nothing here; expected GET /ping, POST /invocations or GET /metrics");
    }
  }

  private void invokeAndCount(HttpExchange exchange) throws IOException, RejectedRequestException {
    boolean isAnswered = false;
    try {
      isAnswered = invoke(exchange);
    } finally {
      if (!isAnswered) {
        metrics.refused();
      }
    }
  }

  /** Whether the answer has predictions. */
  private boolean invoke(HttpExchange exchange) throws IOException, RejectedRequestException {
    PayloadFormat format = PayloadFormat.of(exchange.getRequestHeaders().getFirst("Content-Type"));
    expectNoEncoding(exchange);
    Optional<String> expected =
        CustomAttributes.find(
            exchange.getRequestHeaders().getFirst(CustomAttributes.HEADER), "features");
    if (expected.isPresent() && !expected.get().equals(fingerprint)) {
      rejectFeatures(exchange, expected.get());
      return false;
    }
    var instances = new Instances(model.columns(), maximumInstances);
    long arrived =
        bodies.read(
            exchange,
            body -> {
              long now = System.nanoTime();
              format.read(body, instances);
              return now;
            });
    Predictions predictions = inference.predict(instances.complete());
    send(exchange, 200, format.contentType(), format.answer(model, predictions));
    metrics.answered(predictions.count(), System.nanoTime() - arrived);
    return true;
  }

  private static void expectMethod(HttpExchange exchange, String method)
      throws RejectedRequestException {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw RejectedRequestException.request(
          405, "the method is %s; expected %s".formatted(exchange.getRequestMethod(), method));
    }
  }

  private static void expectNoEncoding(HttpExchange exchange) throws RejectedRequestException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw RejectedRequestException.request(
          415, "the Content-Encoding is '%s'; expected none".formatted(encoding));
    }
  }

  /** The caller computes the features of another model: no instance of the request is at fault. */
  private void rejectFeatures(HttpExchange exchange, String expected) throws IOException {
    var body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField(
          "error",
          "the request has features with the fingerprint %s; %s %s takes those with %s"
              .formatted(
                  UnicodeText.shown(expected),
                  model.definition().name(),
                  model.definition().version(),
                  fingerprint));
      json.writeStringField("model", model.definition().name());
      json.writeStringField("model_version", model.definition().version());
      json.writeArrayFieldStart("features");
      for (FeatureColumn feature : model.columns()) {
        json.writeString(feature.name());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    log.info("other features", Map.of("status", 409));
    RequestBody.discard(exchange);
    send(exchange, 409, "application/json", body.toByteArray());
  }

  private void reject(HttpExchange exchange, RejectedRequestException rejected) throws IOException {
    var body = new ByteArrayOutputStream();
    var logged = new LinkedHashMap<String, Object>();
    logged.put("status", rejected.status());
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("error", rejected.getMessage());
      if (rejected.feature().isPresent()) {
        json.writeStringField("feature", rejected.feature().get());
      }
      List<Integer> instances = rejected.instances();
      if (!instances.isEmpty()) {
        json.writeNumberField("instance", instances.getFirst());
        logged.put("instance", instances.getFirst());
      }
      if (instances.size() > 1) {
        json.writeArrayFieldStart("instances");
        for (int instance : instances.subList(0, Math.min(LISTED_INSTANCES, instances.size()))) {
          json.writeNumber(instance);
        }
        json.writeEndArray();
        logged.put("instances", instances.size());
      }
      if (rejected.rows().size() > 1) {
        writeErrors(json, rejected.rows());
      }
      json.writeEndObject();
    }
    log.info("rejected", logged);
    RequestBody.discard(exchange);
    send(exchange, rejected.status(), "application/json", body.toByteArray());
  }

  private static void writeErrors(JsonGenerator json, List<InvalidRowException> rows)
      throws IOException {
    json.writeArrayFieldStart("errors");
    for (InvalidRowException row : rows.subList(0, Math.min(LISTED_ERRORS, rows.size()))) {
      json.writeStartObject();
      json.writeNumberField("instance", row.row());
      if (row.feature().isPresent()) {
        json.writeStringField("feature", row.feature().get());
      }
      json.writeStringField("error", row.getMessage());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    boolean withoutBody = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, withoutBody ? -1 : body.length);
    if (!withoutBody) {
      exchange.getResponseBody().write(body);
    }
  }
}
