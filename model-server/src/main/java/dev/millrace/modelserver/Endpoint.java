package dev.millrace.modelserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.inference.Predictions;
import dev.millrace.modelserver.InferenceQueue.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Answers the two requests that SageMaker makes, GET /ping and POST /invocations, and GET /metrics.
 */
final class Endpoint implements HttpHandler {

  private static final byte[] NOTHING = {};

  private final LoadedVersions versions;
  private final BooleanSupplier isReady;
  private final Semaphore shadows;
  private final RequestBody bodies;
  private final int maximumInstances;
  private final Log log;

  /**
   * Answers for the versions that are loaded at the time.
   *
   * @param isReady whether pings are to be answered
   * @param mostShadows how many shadows' requests are read and scored at once; the others wait
   */
  Endpoint(
      LoadedVersions versions,
      BooleanSupplier isReady,
      int mostShadows,
      RequestBody bodies,
      int maximumInstances,
      Log log) {
    this.versions = versions;
    this.isReady = isReady;
    this.shadows = new Semaphore(mostShadows, true);
    this.bodies = bodies;
    this.maximumInstances = maximumInstances;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    versions.only().ifPresent(name -> nameVersion(exchange, name));
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
        send(exchange, isReady.getAsBoolean() ? 200 : 503, "application/json", NOTHING);
      }
      case "/invocations" -> {
        expectMethod(exchange, "POST");
        invoke(exchange);
      }
      case "/metrics" -> {
        expectMethod(exchange, "GET");
        send(exchange, 200, "application/json", versions.metrics());
      }
      case null, default ->
          throw RejectedRequestException.request(
              404, "there is nothing here; expected GET /ping, POST /invocations or GET /metrics");
    }
  }

  private void invoke(HttpExchange exchange) throws IOException, RejectedRequestException {
    AskedVersion asked =
        AskedVersion.of(exchange.getRequestHeaders().getFirst(CustomAttributes.HEADER));
    if (asked.role() == Role.SHADOW) {
      shadows.acquireUninterruptibly();
      try {
        invoke(exchange, asked);
      } finally {
        shadows.release();
      }
    } else {
      invoke(exchange, asked);
    }
  }

  private void invoke(HttpExchange exchange, AskedVersion asked)
      throws IOException, RejectedRequestException {
    Optional<VersionName> name = asked.name().or(versions::only);
    Optional<LoadedVersions.Use> found = name.flatMap(versions::use);
    if (found.isEmpty()) {
      refuseVersion(exchange, name);
      return;
    }
    try (LoadedVersions.Use use = found.get()) {
      nameVersion(exchange, use.version().name());
      invokeAndCount(exchange, asked, use.version());
    }
  }

  private void invokeAndCount(HttpExchange exchange, AskedVersion asked, LoadedVersion version)
      throws IOException, RejectedRequestException {
    boolean isAnswered = false;
    try {
      isAnswered = predict(exchange, asked, version);
    } finally {
      if (!isAnswered) {
        version.metrics().refused();
      }
    }
  }

  /** Whether the answer has predictions. */
  private boolean predict(HttpExchange exchange, AskedVersion asked, LoadedVersion version)
      throws IOException, RejectedRequestException {
    PayloadFormat format = PayloadFormat.of(exchange.getRequestHeaders().getFirst("Content-Type"));
    expectNoEncoding(exchange);
    Optional<String> expected = asked.fingerprint();
    if (expected.isPresent() && !expected.get().equals(version.fingerprint())) {
      log.info("other features", Map.of("status", 409));
      refuse(exchange, 409, ErrorBody.otherFeatures(version, expected.get()));
      return false;
    }
    var instances = new Instances(version.model().columns(), maximumInstances);
    long arrived =
        bodies.read(
            exchange,
            body -> {
              long now = System.nanoTime();
              format.read(body, instances);
              return now;
            });
    Predictions predictions = version.predict(instances.complete(), asked.role());
    send(exchange, 200, format.contentType(), format.answer(version.model(), predictions));
    version.metrics().answered(predictions.count(), System.nanoTime() - arrived);
    return true;
  }

  private static void nameVersion(HttpExchange exchange, VersionName name) {
    exchange
        .getResponseHeaders()
        .set(
            CustomAttributes.HEADER,
            "model=%s;model_version=%s".formatted(name.model(), name.version()));
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

  private void refuseVersion(HttpExchange exchange, Optional<VersionName> name) throws IOException {
    List<VersionName> loaded = versions.names();
    String error =
        name.isPresent()
            ? "%s is not loaded".formatted(UnicodeText.shown(name.get().toString()))
            : "the request names no version, and %d are loaded; expected the attributes model and model_version"
                .formatted(loaded.size());
    exchange.getResponseHeaders().remove(CustomAttributes.HEADER);
    log.info("not loaded", Map.of("status", 404));
    refuse(exchange, 404, ErrorBody.notLoaded(error, loaded));
  }

  private void reject(HttpExchange exchange, RejectedRequestException rejected) throws IOException {
    var logged = new LinkedHashMap<String, Object>();
    logged.put("status", rejected.status());
    if (!rejected.instances().isEmpty()) {
      logged.put("instance", rejected.instances().getFirst());
    }
    if (rejected.instances().size() > 1) {
      logged.put("instances", rejected.instances().size());
    }
    log.info("rejected", logged);
    refuse(exchange, rejected.status(), ErrorBody.of(rejected));
  }

  private static void refuse(HttpExchange exchange, int status, byte[] body) throws IOException {
    RequestBody.discard(exchange);
    send(exchange, status, "application/json", body);
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
