package dev.millrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.lambda.Functions;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.SdkBytes;

/**
 * API Gateway's HTTP API: routes, authorizer and function integrations as the template declares
 * them.
 */
public final class HttpApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BODY_LIMIT = 10 * 1024 * 1024;
  private static final int EVENT_LIMIT = 6 * 1024 * 1024;
  private static final long INTEGRATION_SECONDS = 30;

  private final List<Route> routes;
  private final JwtAuthorizer authorizer;
  private final Functions functions;
  private final Clock clock;
  private final LoopbackServer server;

  /**
   * Starts to answer.
   *
   * @param server bound, and closed with this
   */
  public HttpApi(
      LoopbackServer server,
      DeclaredApi api,
      DevelopmentIssuer issuer,
      Functions functions,
      Clock clock) {
    this.routes = api.routes().stream().sorted(Comparator.comparingInt(Route::rank)).toList();
    this.authorizer = new JwtAuthorizer(issuer);
    this.functions = functions;
    this.clock = clock;
    this.server = server;
    server.serve(this::handle);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.match(exchange.getRequestMethod(), path);
      if (parameters.isPresent()) {
        authorize(exchange, route, parameters.get());
        return;
      }
    }
    drain(exchange);
    message(exchange, 404, "Not Found");
  }

  private void authorize(HttpExchange exchange, Route route, Map<String, String> parameters)
      throws IOException {
    String header =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    switch (authorizer.verdict(route, header)) {
      case JwtAuthorizer.Refused(int status, String message) -> {
        drain(exchange);
        message(exchange, status, message);
      }
      case JwtAuthorizer.Allowed(Optional<ObjectNode> token) -> {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
          drain(exchange);
          message(exchange, 413, "Request Entity Too Large");
          return;
        }
        invoke(
            exchange,
            route,
            ProxyEvent.of(exchange, body, route, parameters, token, clock.instant()));
      }
    }
  }

  /** A client that still sends would not read the answer. */
  private static void drain(HttpExchange exchange) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = 10L * BODY_LIMIT;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = exchange.getRequestBody().read(buffer);
    }
  }

  private void invoke(HttpExchange exchange, Route route, ObjectNode event) throws IOException {
    byte[] json = JSON.writeValueAsBytes(event);
    if (json.length > EVENT_LIMIT) {
      message(exchange, 413, "Request Entity Too Large");
      return;
    }
    try {
      InvocationResult result =
          functions
              .invoke(route.function(), SdkBytes.fromByteArrayUnsafe(json))
              .get(INTEGRATION_SECONDS, TimeUnit.SECONDS);
      if (result instanceof InvocationResult.Answer(SdkBytes payload)) {
        answer(exchange, payload.asByteArrayUnsafe());
      } else {
        message(exchange, 500, "Internal Server Error");
      }
    } catch (TimeoutException e) {
      message(exchange, 503, "Service Unavailable");
    } catch (ExecutionException e) {
      throw new IllegalStateException("An invocation ends with a result", e);
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private static void answer(HttpExchange exchange, byte[] payload) throws IOException {
    JsonNode response = JSON.readTree(payload);
    if (!response.isObject() || !response.has("statusCode")) {
      // Format 2.0 takes any other answer for the body of a 200.
      LoopbackServer.answer(exchange, 200, "application/json", payload);
      return;
    }
    var headers = exchange.getResponseHeaders();
    response
        .path("headers")
        .properties()
        .forEach(header -> headers.set(header.getKey(), header.getValue().asText()));
    response.path("cookies").forEach(cookie -> headers.add("Set-Cookie", cookie.asText()));
    headers.remove("Content-Length");
    String body = response.path("body").asText("");
    boolean encoded = response.path("isBase64Encoded").asBoolean(false);
    byte[] bytes =
        encoded ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
    if (!headers.containsKey("Content-Type")) {
      headers.set("Content-Type", "text/plain; charset=utf-8");
    }
    LoopbackServer.answer(exchange, response.path("statusCode").asInt(), bytes);
  }

  private static void message(HttpExchange exchange, int status, String message)
      throws IOException {
    byte[] body = "{\"message\":\"%s\"}".formatted(message).getBytes(StandardCharsets.UTF_8);
    LoopbackServer.answer(exchange, status, "application/json", body);
  }

  @Override
  public void close() {
    server.close();
  }
}
