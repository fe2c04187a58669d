package dev.millrace.modelserver;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers the two requests that SageMaker makes: GET /ping and POST /invocations. */
final class Endpoint implements HttpHandler {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = {};

  private final Model model;
  private final RequestBody bodies;
  private final int maximumInstances;
  private final Log log;

  Endpoint(Model model, RequestBody bodies, int maximumInstances, Log log) {
    this.model = model;
    this.bodies = bodies;
    this.maximumInstances = maximumInstances;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    ModelDeclaration declaration = model.declaration();
    exchange
        .getResponseHeaders()
        .set(
            "X-Amzn-SageMaker-Custom-Attributes",
            "model=%s;model_version=%s".formatted(declaration.name(), declaration.version()));
    try (exchange) {
      try {
        route(exchange);
      } catch (RejectedRequestException rejected) {
        reject(exchange, rejected);
      } catch (OrtException | RuntimeException e) {
        // Where it happened, not its message, which may repeat what the request held.
        log.error(
            "prediction failed",
            Map.of("exception", e.getClass().getName(), "at", e.getStackTrace()[0].toString()));
        reject(exchange, RejectedRequestException.request(500, "the prediction failed"));
      }
    } catch (IOException e) {
      log.info("connection lost", Map.of("exception", e.getClass().getName()));
      throw e;
    }
  }

  private void route(HttpExchange exchange)
      throws IOException, RejectedRequestException, OrtException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/ping" -> {
        expectMethod(exchange, "GET");
        send(exchange, 200, "application/json", NOTHING);
      }
      case "/invocations" -> {
        expectMethod(exchange, "POST");
        invoke(exchange);
      }
      case null, default ->
          throw RejectedRequestException.request(
              404, "there is nothing here; expected GET /ping or POST /invocations");
    }
  }

  private void invoke(HttpExchange exchange)
      throws IOException, RejectedRequestException, OrtException {
    PayloadFormat format = PayloadFormat.of(exchange.getRequestHeaders().getFirst("Content-Type"));
    expectNoEncoding(exchange);
    var instances = new Instances(model.declaration().features(), maximumInstances);
    float[] rows =
        bodies.read(
            exchange,
            body -> {
              format.read(body, instances);
              return instances.rows();
            });
    float[] predictions = model.predict(rows);
    expectFinite(predictions);
    send(exchange, 200, format.contentType(), format.answer(model.declaration(), predictions));
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

  private static void expectFinite(float[] predictions) throws RejectedRequestException {
    for (int row = 0; row < predictions.length; row++) {
      if (!Float.isFinite(predictions[row])) {
        throw RejectedRequestException.request(
            500, "the model's answer to instance %d is not a number".formatted(row));
      }
    }
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
      if (rejected.instance().isPresent()) {
        json.writeNumberField("instance", rejected.instance().getAsInt());
        logged.put("instance", rejected.instance().getAsInt());
      }
      json.writeEndObject();
    }
    log.info("rejected", logged);
    RequestBody.discard(exchange);
    send(exchange, rejected.status(), "application/json", body.toByteArray());
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
