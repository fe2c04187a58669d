package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.lambda.LambdaFunction;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.JsonApi;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An imitation of Step Functions: the template's state machines, run on functions of the stack, and
 * the calls that start, stop and describe executions. Executions outlive the stack; one that it
 * leaves unfinished is aborted.
 */
public final class StateMachines implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final Map<String, StateMachine> machines = new LinkedHashMap<>();
  private final Instant created;
  private final Executions executions;
  private final StateMachineEngine engine;
  private final JsonApi api;

  /** Calls functions, which are named by ARN or by name. */
  @FunctionalInterface
  public interface FunctionInvoker {
    /**
     * Hands an event to a function and waits for what comes of it.
     *
     * @throws IllegalArgumentException when there is no such function
     */
    InvocationResult invoke(String function, SdkBytes event) throws InterruptedException;
  }

  /**
   * Serves on any free port.
   *
   * @param module folder of the local stack, for the engine
   * @param data where executions are kept
   * @param report told, in a sentence, when the engine dies
   * @throws TemplateException when a machine uses what the local stack does not run
   */
  public StateMachines(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      FunctionInvoker functions,
      Path module,
      Path data,
      Path logs,
      Clock clock,
      Consumer<String> report)
      throws IOException {
    StateMachine.in(assembly, intrinsics).forEach(machine -> machines.put(machine.arn(), machine));
    this.created = clock.instant();
    this.executions = new Executions(new ExecutionStore(data), clock);
    this.engine =
        new StateMachineEngine(module, logs, executions, new StateTask(functions), clock, report);
    this.api = JsonApi.start("1.0", this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  /** Whether there is a machine with an ARN. */
  public boolean has(String arn) {
    return machines.containsKey(arn);
  }

  /**
   * Checks that the functions that tasks name are there.
   *
   * @throws TemplateException when one is not
   */
  public void requireFunctions(Function<String, Optional<LambdaFunction>> functions) {
    for (StateMachine machine : machines.values()) {
      for (Map.Entry<String, String> task : machine.functionsByState().entrySet()) {
        if (functions.apply(task.getValue()).isEmpty()) {
          throw new TemplateException(
              "State machine %s: state '%s' invokes %s; the local stack expects a function of the template"
                  .formatted(machine.name(), task.getKey(), task.getValue()));
        }
      }
    }
  }

  /**
   * Starts an execution.
   *
   * @param arn of the machine
   * @param name unique to the machine
   * @param input JSON
   * @return its ARN and its beginning, as {@code StartExecution} answers
   * @throws ApiException when the machine, the name or the input cannot be used
   */
  public ObjectNode start(String arn, String name, String input) throws IOException {
    StateMachine machine = existing(arn);
    Executions.Begun begun = executions.begin(machine, name, input);
    Execution execution = begun.execution();
    if (begun.isNew()) {
      try {
        engine.run(machine, execution);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        executions.fail(execution, Execution.ABORTED, "", "The local stack stopped");
      } catch (IOException e) {
        executions.fail(execution, Execution.FAILED, "States.Runtime", e.getMessage());
      }
    }
    return JSON.createObjectNode()
        .put("executionArn", execution.arn())
        .put("startDate", execution.startDate());
  }

  private ObjectNode answer(String operation, JsonNode request) throws IOException {
    return switch (operation) {
      case "StartExecution" ->
          start(
              request.path("stateMachineArn").asText(),
              request.path("name").asText(UUID.randomUUID().toString()),
              request.path("input").asText("{}"));
      case "StopExecution" -> stop(request);
      case "DescribeExecution" -> execution(request).description();
      case "GetExecutionHistory" -> history(request);
      case "ListExecutions" -> list(request);
      case "ListStateMachines" -> list();
      case "DescribeStateMachine" -> describe(request);
      default ->
          throw new ApiException(
              "ValidationException",
              "The local stack starts, stops, describes and lists executions; it does not know '%s'"
                  .formatted(operation));
    };
  }

  private Execution execution(JsonNode request) throws IOException {
    return executions.existing(request.path("executionArn").asText());
  }

  private StateMachine existing(String arn) {
    StateMachine machine = machines.get(arn);
    if (machine == null) {
      throw new ApiException(
          "StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'".formatted(arn));
    }
    return machine;
  }

  private ObjectNode stop(JsonNode request) throws IOException {
    Execution execution = execution(request);
    executions.fail(
        execution,
        Execution.ABORTED,
        request.path("error").asText(""),
        request.path("cause").asText(""));
    try {
      engine.stop(execution);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return JSON.createObjectNode().put("stopDate", execution.stopDate());
  }

  private ObjectNode history(JsonNode request) throws IOException {
    List<JsonNode> events = execution(request).events();
    if (request.path("reverseOrder").asBoolean(false)) {
      events = events.reversed();
    }
    return page(request, "events", events);
  }

  private ObjectNode list(JsonNode request) throws IOException {
    String status = request.path("statusFilter").asText("");
    List<ObjectNode> listed =
        executions.of(existing(request.path("stateMachineArn").asText())).stream()
            .filter(execution -> status.isEmpty() || execution.status().equals(status))
            .map(Execution::listing)
            .toList();
    return page(request, "executions", listed);
  }

  private ObjectNode list() {
    ObjectNode answer = JSON.createObjectNode();
    var listed = answer.putArray("stateMachines");
    machines.values().forEach(machine -> listed.add(listing(machine)));
    return answer;
  }

  private ObjectNode listing(StateMachine machine) {
    return JSON.createObjectNode()
        .put("stateMachineArn", machine.arn())
        .put("name", machine.name())
        .put("type", "STANDARD")
        .put("creationDate", Execution.seconds(created));
  }

  private ObjectNode describe(JsonNode request) {
    StateMachine machine = existing(request.path("stateMachineArn").asText());
    return listing(machine)
        .put("status", "ACTIVE")
        .put("roleArn", machine.roleArn())
        .put("definition", machine.definition().toString());
  }

  /** The token is the place of the next element. */
  private static ObjectNode page(
      JsonNode request, String field, List<? extends JsonNode> elements) {
    int asked = request.path("maxResults").asInt(0);
    int size = asked == 0 ? DEFAULT_PAGE : Math.min(asked, LARGEST_PAGE);
    String token = request.path("nextToken").asText("0");
    if (!token.matches("[0-9]{1,9}")) {
      throw new ApiException(
          "InvalidToken", "nextToken is '%s'; expected one of ours".formatted(token));
    }
    int from = Math.min(Integer.parseInt(token), elements.size());
    int to = Math.min(from + size, elements.size());
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray(field).addAll(Collections.unmodifiableList(elements.subList(from, to)));
    return to < elements.size() ? answer.put("nextToken", Integer.toString(to)) : answer;
  }

  @Override
  public void close() {
    api.close();
    engine.close();
  }
}
