package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testsupport.Invocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lambda's Invoke API over one function of this JVM, for invocations that nobody waits for. */
final class InvokeServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService invocations = Executors.newVirtualThreadPerTaskExecutor();
  private final List<byte[]> events = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.RUNNING;
  private volatile RequestStreamHandler function;

  /** What becomes of an invocation. */
  enum Mode {
    /** The function runs. */
    RUNNING,
    /** It is taken, and the function never runs, as one that dies. */
    LOSING,
    /** It is not taken. */
    REFUSING
  }

  InvokeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(invocations);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Runs this function from now on, and has seen no event. */
  void run(RequestStreamHandler next) {
    function = next;
    mode = Mode.RUNNING;
    events.clear();
  }

  void mode(Mode of) {
    mode = of;
  }

  /** The events of the invocations so far. */
  List<byte[]> events() {
    return events;
  }

  /** Invokes the function with an event, and waits for it. */
  void invoke(byte[] event) {
    try {
      function.handleRequest(
          new ByteArrayInputStream(event), OutputStream.nullOutputStream(), new Invocation());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] event = exchange.getRequestBody().readAllBytes();
      boolean isEvent =
          "Event".equals(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"));
      if (mode == Mode.REFUSING || !isEvent) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      events.add(event);
      if (mode == Mode.RUNNING) {
        invocations.execute(() -> invoke(event));
      }
      exchange.sendResponseHeaders(202, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    invocations.close();
  }
}
