package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.ChildProcess;
import dev.millrace.local.process.FreePort;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.process.NodeProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs executions in a Node process of its own, on the npm package {@code aws-local-stepfunctions}.
 * The process starts with the first execution; when it dies, what it ran is aborted, and the next
 * execution starts another.
 */
final class StateMachineEngine implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path module;
  private final Path logs;
  private final Executions executions;
  private final StateTask task;
  private final Clock clock;
  private final Consumer<String> report;
  private final LoopbackServer callback;
  private final HttpClient client = HttpClient.newHttpClient();

  @GuardedBy("this")
  private Optional<ChildProcess> process = Optional.empty();

  @GuardedBy("this")
  private URI endpoint;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param module folder of the local stack: {@code state-machines.js} and its packages
   * @param report told when the process dies
   */
  StateMachineEngine(
      Path module,
      Path logs,
      Executions executions,
      StateTask task,
      Clock clock,
      Consumer<String> report)
      throws IOException {
    this.module = module;
    this.logs = logs;
    this.executions = executions;
    this.task = task;
    this.clock = clock;
    this.report = report;
    this.callback = LoopbackServer.start(this::handle);
  }

  /**
   * Runs an execution that has begun; returns when the engine has taken it.
   *
   * @throws IOException when the engine does not start, or refuses the definition
   */
  void run(StateMachine machine, Execution execution) throws IOException, InterruptedException {
    ObjectNode request = JSON.createObjectNode().put("execution", execution.arn());
    request.set("definition", machine.definition());
    JsonNode input = JSON.readTree(execution.input());
    request.set("input", input);
    request.set("context", context(machine, execution, input));
    post("/start", request);
  }

  private static ObjectNode context(StateMachine machine, Execution execution, JsonNode input) {
    ObjectNode context = JSON.createObjectNode();
    ObjectNode own =
        context
            .putObject("Execution")
            .put("Id", execution.arn())
            .put("Name", execution.name())
            .put("RoleArn", machine.roleArn())
            .put("RedriveCount", 0)
            .put(
                "StartTime",
                Instant.ofEpochMilli(Math.round(execution.startDate() * 1000)).toString());
    own.set("Input", input);
    context.putObject("StateMachine").put("Id", machine.arn()).put("Name", machine.name());
    return context;
  }

  /** Stops an execution: nothing of it begins any more, in whatever state it is. */
  void stop(Execution execution) throws IOException, InterruptedException {
    if (isRunning()) {
      post("/stop", JSON.createObjectNode().put("execution", execution.arn()));
    }
  }

  private synchronized boolean isRunning() {
    return process.filter(ChildProcess::isAlive).isPresent();
  }

  private void post(String path, JsonNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(started().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
  }

  private synchronized URI started() throws IOException, InterruptedException {
    if (closed) {
      throw new IOException("The local stack has stopped");
    }
    if (!isRunning()) {
      if (!Files.isDirectory(module.resolve("node_modules/aws-local-stepfunctions"))) {
        throw new IOException(
            "The engine of state machines is not installed: run `npm ci` in " + module);
      }
      int port = FreePort.find();
      List<String> command =
          List.of(
              NodeProgram.find(module),
              module.resolve("state-machines.js").toString(),
              callback.endpoint().toString(),
              Integer.toString(port));
      ChildProcess started = ChildProcess.start("state-machines", command, Map.of(), logs);
      process = Optional.of(started);
      started.firstLineWritten();
      started.whenEnded(status -> ended(started, status));
      endpoint = URI.create("http://127.0.0.1:" + port);
    }
    return endpoint;
  }

  private void ended(ChildProcess ended, int status) {
    if (ended.isClosed()) {
      return;
    }
    report.accept(
        "state-machines ended with status %d, and its executions are aborted; see %s"
            .formatted(status, ended.log()));
    try {
      executions.abortRunning("The engine that ran it ended with status " + status);
    } catch (IOException e) {
      report.accept("An aborted execution could not be kept: " + e.getMessage());
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    byte[] answer;
    int status = 200;
    try {
      Execution execution = executions.existing(request.path("execution").asText());
      answer =
          switch (exchange.getRequestURI().getPath()) {
            case "/task" -> JSON.writeValueAsBytes(work(execution, request));
            case "/event" -> {
              HistoryEvent.record(execution, request.path("event"));
              yield new byte[0];
            }
            default -> {
              end(execution, request);
              yield new byte[0];
            }
          };
    } catch (InterruptedException e) {
      exchange.close();
      return;
    } catch (IOException | RuntimeException e) {
      status = 500;
      answer = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
    }
    LoopbackServer.answer(exchange, status, "application/json", answer);
  }

  private ObjectNode work(Execution execution, JsonNode request)
      throws IOException, InterruptedException {
    ObjectNode answer = JSON.createObjectNode();
    StateTask.Outcome outcome =
        execution.isRunning()
            ? task.run(request.path("resource").asText(), request.path("input"))
            : new StateTask.Failed("States.Aborted", "The execution has ended");
    switch (outcome) {
      case StateTask.Done(JsonNode output) -> answer.set("output", output);
      case StateTask.Failed(String error, String cause) -> {
        answer.put("error", error).put("cause", cause);
        HistoryEvent.recordFailure(
            execution, request.path("resource").asText(), error, cause, clock.instant());
      }
    }
    return answer;
  }

  private void end(Execution execution, JsonNode request) throws IOException {
    if (request.has("error")) {
      boolean timedOut = request.path("timedOut").asBoolean();
      executions.fail(
          execution,
          timedOut ? Execution.TIMED_OUT : Execution.FAILED,
          timedOut ? "States.Timeout" : request.path("error").asText(),
          timedOut ? "" : request.path("cause").asText());
    } else {
      executions.succeed(execution, request.path("output"));
    }
  }

  @Override
  public void close() {
    Optional<ChildProcess> last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    last.ifPresent(ChildProcess::close);
    client.shutdownNow();
    callback.close();
  }
}
