package dev.millrace.local.sagemaker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SageMaker runtime's InvokeEndpoint in front of the containers of the template's endpoints.
 */
public final class EndpointRuntime implements AutoCloseable {
  private static final Pattern INVOKE = Pattern.compile("/endpoints/([^/]+)/invocations");

  /** A container must answer within a minute. */
  private static final Duration CONTAINER_LIMIT = Duration.ofSeconds(60);

  private static final int BODY_LIMIT = 6 * 1024 * 1024;
  private static final String CUSTOM_ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";
  private static final List<String> PASSED_ON =
      List.of("Content-Type", "Accept", CUSTOM_ATTRIBUTES, "X-Amzn-SageMaker-Inference-Id");

  /**
   * An endpoint of the template.
   *
   * @param variant name of its production variant
   * @param container where its model server answers
   */
  public record Endpoint(String variant, URI container) {}

  private final Map<String, Endpoint> endpoints;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LoopbackServer server;
  private final Map<String, LoopbackServer> ofFunctions = new ConcurrentHashMap<>();

  /** Whether a function may not call endpoints, as policies of its role say at the moment. */
  @FunctionalInterface
  public interface Denials {
    boolean apply(String function);
  }

  /** Answers for endpoints by name. */
  public EndpointRuntime(Map<String, Endpoint> endpoints) throws IOException {
    this.endpoints = Map.copyOf(endpoints);
    this.server = LoopbackServer.start(this::handle);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  /**
   * Where one function calls endpoints: an address of its own, by which the runtime knows who
   * calls.
   *
   * @throws UncheckedIOException when no port is free
   */
  public URI endpointOf(String function, Denials denials) {
    return ofFunctions.computeIfAbsent(function, name -> serve(name, denials)).endpoint();
  }

  private LoopbackServer serve(String function, Denials denials) {
    try {
      return LoopbackServer.start(
          exchange -> {
            if (denials.apply(function)) {
              problem(
                  exchange,
                  403,
                  "AccessDeniedException",
                  "%s is not authorized to perform: sagemaker:InvokeEndpoint with an explicit deny in an identity-based policy"
                      .formatted(function));
            } else {
              handle(exchange);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    Matcher call = INVOKE.matcher(exchange.getRequestURI().getPath());
    if (!call.matches()) {
      problem(
          exchange,
          404,
          "UnknownOperationException",
          "The local stack answers InvokeEndpoint only");
      return;
    }
    Endpoint endpoint = endpoints.get(call.group(1));
    if (endpoint == null) {
      problem(exchange, 400, "ValidationError", "Endpoint %s not found.".formatted(call.group(1)));
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (body.length > BODY_LIMIT) {
      problem(
          exchange,
          400,
          "ValidationError",
          "The body is %d bytes long, more than the limit of %d."
              .formatted(body.length, BODY_LIMIT));
      return;
    }
    try {
      answer(
          exchange,
          endpoint,
          client.send(request(exchange, endpoint, body), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (HttpTimeoutException e) {
      modelError(
          exchange,
          0,
          "Your invocation timed out while waiting for a response from container primary.");
    } catch (ConnectException e) {
      problem(exchange, 503, "ServiceUnavailable", "No container of the endpoint answers.");
    } catch (IOException e) {
      modelError(exchange, 500, "The container closed the connection.");
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private static HttpRequest request(HttpExchange exchange, Endpoint endpoint, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.container().resolve("/invocations"))
            .timeout(CONTAINER_LIMIT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return request.build();
  }

  private static void answer(
      HttpExchange exchange, Endpoint endpoint, HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      modelError(
          exchange, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
      return;
    }
    var headers = exchange.getResponseHeaders();
    response
        .headers()
        .firstValue(CUSTOM_ATTRIBUTES)
        .ifPresent(value -> headers.set(CUSTOM_ATTRIBUTES, value));
    headers.set("x-Amzn-Invoked-Production-Variant", endpoint.variant());
    headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
    String contentType =
        response.headers().firstValue("Content-Type").orElse("application/octet-stream");
    LoopbackServer.answer(exchange, 200, contentType, response.body());
  }

  private static void modelError(HttpExchange exchange, int status, String message)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String party = status / 100 == 4 ? "client" : "server";
    body.put("ErrorCode", "CLIENT_ERROR_FROM_MODEL")
        .put("LogStreamArn", "")
        .put(
            "Message",
            "Received %s error (%d) from primary with message \"%s\""
                .formatted(party, status, message))
        .put("OriginalMessage", message)
        .put("OriginalStatusCode", status);
    send(exchange, 424, "ModelError", body);
  }

  private static void problem(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    send(exchange, status, type, JsonNodeFactory.instance.objectNode().put("Message", message));
  }

  private static void send(HttpExchange exchange, int status, String type, ObjectNode body)
      throws IOException {
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    LoopbackServer.answer(
        exchange, status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
    ofFunctions.values().forEach(LoopbackServer::close);
    client.shutdownNow();
  }
}
