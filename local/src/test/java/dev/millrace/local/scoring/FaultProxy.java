package dev.millrace.local.scoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Stands between the functions and one service: passes calls on, notes them, and answers some
 * itself.
 */
final class FaultProxy implements AutoCloseable {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "transfer-encoding",
          "expect",
          "upgrade",
          "http2-settings");

  /** An answer in place of the service's. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer error(int status, String type) {
      return new Answer(
          status,
          Map.of("x-amzn-ErrorType", type, "Content-Type", "application/x-amz-json-1.1"),
          "{\"__type\":\"%s\",\"message\":\"injected\"}".formatted(type));
    }
  }

  /** Decides over a call; empty passes it on. */
  @FunctionalInterface
  interface Fault {
    Optional<Answer> answer(String operation, byte[] body) throws InterruptedException;
  }

  private final String service;
  private final URI target;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile Fault fault = (operation, body) -> Optional.empty();

  FaultProxy(String service, URI target) throws IOException {
    this.service = service;
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void inject(Fault next) {
    fault = next;
  }

  void heal() {
    fault = (operation, body) -> Optional.empty();
  }

  /** The calls so far. */
  Set<Call> calls() {
    return Set.copyOf(calls);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      calls.addAll(Call.of(service, exchange, body));
      Optional<Answer> injected = fault.answer(Call.operation(service, exchange), body);
      if (injected.isPresent()) {
        injected.get().headers().forEach(exchange.getResponseHeaders()::set);
        send(
            exchange,
            injected.get().status(),
            injected.get().body().getBytes(StandardCharsets.UTF_8));
      } else {
        pass(exchange, body);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        header.getValue().forEach(value -> request.header(header.getKey(), value));
      }
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))
                  && !name.startsWith(":")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    send(exchange, response.statusCode(), response.body());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
