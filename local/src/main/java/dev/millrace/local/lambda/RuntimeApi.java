package dev.millrace.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Lambda's runtime API for one instance of a function: the instance asks here for its next event.
 */
final class RuntimeApi implements AutoCloseable {
  private static final String RUNTIME = "/2018-06-01/runtime/";

  /** What the instance's owner does about its requests. */
  interface Owner {
    /** Waits for the next event. */
    Next next() throws InterruptedException;

    void finished(String requestId, InvocationResult result);

    void initializationFailed(InvocationResult.FunctionError error);
  }

  record Next(Invocation invocation, Instant deadline) {}

  private final Owner owner;
  private final LoopbackServer server;

  RuntimeApi(Owner owner) throws IOException {
    this.owner = owner;
    this.server = LoopbackServer.start(this::handle);
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.port();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String call = path.startsWith(RUNTIME) ? path.substring(RUNTIME.length()) : path;
    switch (call) {
      case "invocation/next" -> next(exchange);
      case "restore/next" -> LoopbackServer.answer(exchange, 200, "application/json", new byte[0]);
      case "init/error", "restore/error" -> {
        SdkBytes error = SdkBytes.fromInputStream(exchange.getRequestBody());
        owner.initializationFailed(new InvocationResult.FunctionError(error));
        accepted(exchange);
      }
      default -> finished(exchange, call.split("/"));
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    Next next;
    try {
      next = owner.next();
    } catch (InterruptedException e) {
      exchange.close();
      return;
    }
    var headers = exchange.getResponseHeaders();
    headers.set("Lambda-Runtime-Aws-Request-Id", next.invocation().requestId());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(next.deadline().toEpochMilli()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", next.invocation().arn());
    // The runtime interface client crashes without it.
    LoopbackServer.answer(
        exchange, 200, "application/json", next.invocation().event().asByteArrayUnsafe());
  }

  /** {@code invocation/ID/response} or {@code invocation/ID/error}. */
  private void finished(HttpExchange exchange, String[] call) throws IOException {
    SdkBytes body = SdkBytes.fromInputStream(exchange.getRequestBody());
    if (call.length != 3 || !call[0].equals("invocation")) {
      LoopbackServer.answer(exchange, 404, "application/json", new byte[0]);
      return;
    }
    owner.finished(
        call[1],
        call[2].equals("response")
            ? new InvocationResult.Answer(body)
            : new InvocationResult.FunctionError(body));
    // Only now: once it has this answer the function asks for the next event, and whatever were
    // then still unfinished would stay so.
    accepted(exchange);
  }

  private static void accepted(HttpExchange exchange) throws IOException {
    byte[] body = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
    LoopbackServer.answer(exchange, 202, "application/json", body);
  }

  @Override
  public void close() {
    server.close();
  }
}
