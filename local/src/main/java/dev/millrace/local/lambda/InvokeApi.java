package dev.millrace.local.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;

/** Lambda's Invoke operation over HTTP, for {@code aws lambda invoke} and the SDKs. */
public final class InvokeApi {
  private static final Pattern INVOKE =
      Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");
  private static final int REQUEST_LIMIT = 6 * 1024 * 1024;

  private final Functions functions;
  private final AsynchronousInvocations asynchronous;

  public InvokeApi(Functions functions, AsynchronousInvocations asynchronous) {
    this.functions = functions;
    this.asynchronous = asynchronous;
  }

  /**
   * Answers on a port from now on. Functions are told the port before there is anything to invoke,
   * and wait.
   */
  public void serve(LoopbackServer server) {
    server.serve(this::handle);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Matcher call = INVOKE.matcher(exchange.getRequestURI().getPath());
    if (!exchange.getRequestMethod().equals("POST") || !call.matches()) {
      problem(
          exchange,
          404,
          "UnknownOperationException",
          "The local stack answers Lambda's Invoke operation only");
      return;
    }
    String name = call.group(1);
    if (functions.find(name).isEmpty()) {
      problem(
          exchange,
          404,
          "ResourceNotFoundException",
          "Function not found: %s; there are %s".formatted(name, functions.names()));
      return;
    }
    SdkBytes event = SdkBytes.fromInputStream(exchange.getRequestBody());
    if (event.asByteArrayUnsafe().length > REQUEST_LIMIT) {
      problem(
          exchange,
          413,
          "RequestTooLargeException",
          "Request must be smaller than %d bytes for the InvokeFunction operation"
              .formatted(REQUEST_LIMIT));
      return;
    }
    SdkBytes given = event.asByteArrayUnsafe().length == 0 ? SdkBytes.fromUtf8String("{}") : event;
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    switch (type == null ? "RequestResponse" : type) {
      case "DryRun" -> LoopbackServer.answer(exchange, 204, new byte[0]);
      case "Event" -> {
        asynchronous.invoke(name, given);
        LoopbackServer.answer(exchange, 202, new byte[0]);
      }
      default -> synchronous(exchange, name, given);
    }
  }

  private void synchronous(HttpExchange exchange, String name, SdkBytes event) throws IOException {
    InvocationResult result;
    try {
      result = functions.invokeAndWait(name, event);
    } catch (InterruptedException e) {
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("X-Amz-Executed-Version", "1");
    if (result instanceof InvocationResult.FunctionError) {
      exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
    }
    LoopbackServer.answer(exchange, 200, "application/json", result.payload().asByteArrayUnsafe());
  }

  private static void problem(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("Type", "User")
            .put("Message", message)
            .toString();
    LoopbackServer.answer(
        exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }
}
