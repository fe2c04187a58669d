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
  private final Consumer<String> called;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LoopbackServer server;

  /**
   * @param service as in {@code AWS_ENDPOINT_URL_SERVICE}
   * @param called takes {@code SERVICE Operation} of each call, an attempt of the SDK being a call
   */
  CountingProxy(String service, URI target, Consumer<String> called) throws IOException {
    this.service = service;
    this.target = target;
    this.called = called;
    this.server = LoopbackServer.start(this::handle);
  }

  URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    called.accept(service + " " + operation(exchange));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
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
                if (!isOfTheConnection(name)) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
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

  private static boolean isOfTheConnection(String header) {
    return OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
