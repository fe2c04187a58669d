package dev.millrace.models;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** Where CloudFormation takes the answers of custom resources. */
final class ResourceAnswers implements AutoCloseable {
  private final HttpServer server;
  private volatile byte[] last = new byte[0];

  ResourceAnswers() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            last = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d/answer".formatted(server.getAddress().getPort()));
  }

  /** The last answer. */
  byte[] last() {
    return last;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
