package dev.millrace.benchmarks;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stands between the functions and one service, passes every call on and names its operation. The
 * JVM needs {@link #HEADER_SETTING}.
 */
final class CountingProxy implements AutoCloseable {
  /**
   * A system property of the HTTP client, read once: set to {@code host} it lets the host pass that
   * the function called, which a request's signature covers.
   */
  static final String HEADER_SETTING = "jdk.httpclient.allowRestrictedHeaders";

  /**
   * What went through.
   *
   * @param operation {@code SERVICE Operation}; an attempt of the SDK is a call
   * @param sent bytes of the request's body
   * @param received bytes of the answer's body
   */
  record Call(String operation, long sent, long received) {}

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "transfer-encoding",
          "expect",
          "upgrade",
          "http2-settings");

  private final String service;
  private final URI target;
  private final Consumer<Call> called;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LoopbackServer server;

  /**
   * @param service as in {@code AWS_ENDPOINT_URL_SERVICE}
   * @param called takes each call that was answered
   */
  CountingProxy(String service, URI target, Consumer<Call> called) throws IOException {
    this.service = service;
    this.target = target;
    this.called = called;
    this.server = LoopbackServer.start(this::handle);
  }

  URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String operation = service + " " + operation(exchange);
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    Headers headers = exchange.getRequestHeaders();
    for (String name : headers.keySet()) {
      if (!isOfTheConnection(name)) {
        headers.get(name).forEach(value -> request.header(name, value));
      }
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!isOfTheConnection(name) || isLengthOfHead(exchange, name)) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      called.accept(new Call(operation, body.length, response.body().length));
      LoopbackServer.answer(exchange, response.statusCode(), response.body());
    } catch (InterruptedException stopped) {
      exchange.close();
    }
  }

  /** The services with a JSON protocol name it in a header. */
  private static String operation(HttpExchange exchange) {
    String amzTarget = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (amzTarget != null) {
      return amzTarget.substring(amzTarget.indexOf('.') + 1);
    }
    return exchange.getRequestURI().getPath().endsWith("/invocations")
        ? "InvokeEndpoint"
        : exchange.getRequestMethod();
  }

  /** The size of an object, and not of the answer. */
  private static boolean isLengthOfHead(HttpExchange exchange, String header) {
    return exchange.getRequestMethod().equals("HEAD") && header.equalsIgnoreCase("content-length");
  }

  private static boolean isOfTheConnection(String header) {
    return OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
