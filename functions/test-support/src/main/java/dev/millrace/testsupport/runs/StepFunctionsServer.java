package dev.millrace.testsupport.runs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * A stand-in for Step Functions: starting, describing and stopping executions over HTTP. It
 * executes nothing; a test says when an execution ends. Thread-safe.
 */
public final class StepFunctionsServer {
  /** The ARN of the only machine. */
  public static final String MACHINE =
      "arn:aws:states:eu-central-1:123456789012:stateMachine:sample-machine";

  private static final String EXECUTION =
      "arn:aws:states:eu-central-1:123456789012:execution:sample-machine:";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, Execution> executions = new ConcurrentSkipListMap<>();
  private final List<String> otherInputs = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile boolean refusing;

  private record Execution(String input, String status, String error) {}

  private StepFunctionsServer(HttpServer server) {
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** A stand-in on a free port, for as long as the JVM lives. */
  public static StepFunctionsServer start() {
    try {
      return new StepFunctionsServer(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException failed) {
      throw new UncheckedIOException("The stand-in did not start", failed);
    }
  }

  /** Forgets all executions, and answers again. */
  public void reset() {
    executions.clear();
    otherInputs.clear();
    refusing = false;
    silence.countDown();
    silence = new CountDownLatch(0);
  }

  /** Where it answers. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client whose every call this interceptor sees. */
  public SfnClient client(ExecutionInterceptor interceptor) {
    return SfnClient.builder()
        .endpointOverride(endpoint())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClient(ApacheHttpClient.create())
        .overrideConfiguration(sdk -> sdk.addExecutionInterceptor(interceptor))
        .build();
  }

  /** From now on every call is refused, or answered again. */
  public void refuse(boolean all) {
    refusing = all;
  }

  /** From now on no call is answered. */
  public void beSilent() {
    silence = new CountDownLatch(1);
  }

  /** The execution's status; {@code MISSING} where there is none. */
  public String status(String id) {
    Execution execution = executions.get(id);
    return execution == null ? "MISSING" : execution.status();
  }

  /** Whether there is such an execution, and it runs. */
  public boolean isRunning(String id) {
    return status(id).equals("RUNNING");
  }

  /** What an execution was started with. */
  public String input(String id) {
    return executions.get(id).input();
  }

  /** Names of all executions that there ever were. */
  public List<String> names() {
    return List.copyOf(executions.keySet());
  }

  /** Names that were started again with another input. */
  public List<String> otherInputs() {
    return List.copyOf(otherInputs);
  }

  /** Ends an execution, if it is running. */
  public void end(String name, String status, String error) {
    executions.computeIfPresent(
        name,
        (key, held) ->
            held.status().equals("RUNNING") ? new Execution(held.input(), status, error) : held);
  }

  /** As if there had never been an execution of this name. */
  public void forget(String id) {
    executions.remove(id);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> fields = fields(exchange.getRequestBody().readAllBytes());
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      silence.await();
      if (refusing) {
        send(exchange, 400, "{\"__type\": \"AccessDeniedException\", \"message\": \"no\"}");
        return;
      }
      switch (target) {
        case "AWSStepFunctions.StartExecution" -> start(exchange, fields);
        case "AWSStepFunctions.DescribeExecution" -> describe(exchange, name(fields));
        case "AWSStepFunctions.StopExecution" -> stop(exchange, name(fields));
        default -> throw new IOException("The stand-in does not know " + target);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static String name(Map<String, String> fields) {
    String arn = fields.get("executionArn");
    return arn.startsWith(EXECUTION) ? arn.substring(EXECUTION.length()) : arn;
  }

  private void start(HttpExchange exchange, Map<String, String> fields) throws IOException {
    String name = fields.get("name");
    Execution started = new Execution(fields.get("input"), "RUNNING", "");
    Execution held =
        fields.get("stateMachineArn").equals(MACHINE)
            ? executions.putIfAbsent(name, started)
            : null;
    if (held != null && !held.input().equals(started.input())) {
      otherInputs.add(name);
    }
    if (held == null || held.equals(started)) {
      send(
          exchange,
          200,
          "{\"executionArn\": \"%s%s\", \"startDate\": 1764547199}".formatted(EXECUTION, name));
    } else {
      send(
          exchange,
          400,
          "{\"__type\": \"ExecutionAlreadyExists\", \"message\": \"%s\"}".formatted(name));
    }
  }

  private void describe(HttpExchange exchange, String name) throws IOException {
    Execution held = executions.get(name);
    if (held == null) {
      missing(exchange);
    } else {
      send(
          exchange,
          200,
          "{\"executionArn\": \"%s%s\", \"stateMachineArn\": \"%s\", \"status\": \"%s\", \"startDate\": 1764547199%s}"
              .formatted(
                  EXECUTION,
                  name,
                  MACHINE,
                  held.status(),
                  held.error().isEmpty() ? "" : ", \"error\": \"" + held.error() + "\""));
    }
  }

  private void stop(HttpExchange exchange, String name) throws IOException {
    if (executions.containsKey(name)) {
      end(name, "ABORTED", "Cancelled");
      send(exchange, 200, "{\"stopDate\": 1764547199}");
    } else {
      missing(exchange);
    }
  }

  private static void missing(HttpExchange exchange) throws IOException {
    send(exchange, 400, "{\"__type\": \"ExecutionDoesNotExist\", \"message\": \"none\"}");
  }

  private static void send(HttpExchange exchange, int status, String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> fields(byte[] body) throws IOException {
    Map<String, String> fields = new HashMap<>();
    JSON.readTree(body)
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }
}
