package dev.millrace.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers InvokeEndpoint on loopback for every version, and computes nothing. */
final class LoopbackEndpoint implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("model=([^;]+);model_version=([^;]+);.*");

  private final HttpServer server;

  LoopbackEndpoint() throws IOException {
    // Answers would wait for the client's acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", LoopbackEndpoint::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String attributes = exchange.getRequestHeaders().getFirst("X-Amzn-SageMaker-Custom-Attributes");
    Matcher version = VERSION.matcher(attributes);
    if (!version.matches()) {
      throw new IllegalStateException("CustomAttributes held " + attributes);
    }
    int instances = -1; // the body is an object, too
    for (byte one : exchange.getRequestBody().readAllBytes()) {
      if (one == '{') {
        instances++;
      }
    }
    byte[] body =
        "{\"model\":\"%s\",\"model_version\":\"%s\",\"predictions\":[%s]}"
            .formatted(
                version.group(1),
                version.group(2),
                String.join(",", Collections.nCopies(instances, "0.25")))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
