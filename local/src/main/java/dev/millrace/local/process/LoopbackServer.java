package dev.millrace.local.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on 127.0.0.1, with a virtual thread a request. */
public final class LoopbackServer implements AutoCloseable {
  static {
    // Without it the JDK's server holds small answers back for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LoopbackServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes a port; clients that connect wait until the server serves.
   *
   * @param port 0 for any free one
   * @throws java.net.BindException when the port is taken
   */
  public static LoopbackServer bind(int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new LoopbackServer(HttpServer.create(address, 0));
  }

  /** Takes any free port and serves. */
  public static LoopbackServer start(HttpHandler handler) throws IOException {
    LoopbackServer server = bind(0);
    server.serve(handler);
    return server;
  }

  /** Answers requests from now on. */
  public void serve(HttpHandler handler) {
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers a request and ends it. */
  public static void answer(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    answer(exchange, status, body);
  }

  /** Answers a request, with the headers already set, and ends it. */
  public static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
