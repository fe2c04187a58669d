package dev.millrace.local.statemachine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.protocol.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The executions of all machines. Those that an earlier stack left unfinished are aborted when they
 * are first asked for. Safe for use by several threads.
 */
final class Executions {
  /** Most that an execution or a state takes or gives, in bytes. */
  static final int MOST_BYTES = 256 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]{1,80}");

  private final ExecutionStore store;
  private final Clock clock;

  // By their ARNs, in the order in which they began; empty until they are read.
  @GuardedBy("this")
  private final Map<String, Execution> byArn = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean read;

  Executions(ExecutionStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What came of a request to begin.
   *
   * @param isNew whether it is to be run now; else it runs already
   */
  record Begun(Execution execution, boolean isNew) {}

  /**
   * Begins an execution. The same name and input answer with the execution that runs already.
   *
   * @throws ApiException when the name is taken otherwise, or name or input cannot be used
   */
  synchronized Begun begin(StateMachine machine, String name, String input) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new ApiException(
          "InvalidName",
          "name is '%s'; expected up to 80 letters, digits, hyphens and underscores"
              .formatted(name));
    }
    requireJson(input);
    Execution there = all().get(machine.executionArn(name));
    if (there != null) {
      if (there.isRunning() && there.input().equals(input)) {
        return new Begun(there, false);
      }
      throw new ApiException(
          "ExecutionAlreadyExists", "Execution Already Exists: '%s'".formatted(there.arn()));
    }
    Execution execution = Execution.begun(machine, name, input, clock.instant());
    store.write(execution);
    byArn.put(execution.arn(), execution);
    return new Begun(execution, true);
  }

  private static void requireJson(String input) {
    if (input.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new ApiException(
          "InvalidExecutionInput", "input has more than %d bytes".formatted(MOST_BYTES));
    }
    try {
      if (JSON.readTree(input).isMissingNode()) {
        throw new ApiException("InvalidExecutionInput", "input is empty; expected JSON");
      }
    } catch (JsonProcessingException e) {
      throw new ApiException("InvalidExecutionInput", "input is not JSON");
    }
  }

  /**
   * The execution with an ARN.
   *
   * @throws ApiException when there is none
   */
  synchronized Execution existing(String arn) throws IOException {
    Execution execution = all().get(arn);
    if (execution == null) {
      throw new ApiException(
          "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'".formatted(arn));
    }
    return execution;
  }

  /** The executions of a machine, the newest first. */
  synchronized List<Execution> of(StateMachine machine) throws IOException {
    return all().values().stream()
        .filter(execution -> execution.machineArn().equals(machine.arn()))
        .sorted(Comparator.comparingDouble(Execution::startDate).reversed())
        .toList();
  }

  /** Ends an execution with its output, unless it has ended. */
  void succeed(Execution execution, JsonNode output) throws IOException {
    if (execution.succeed(output.toString(), clock.instant())) {
      store.write(execution);
    }
  }

  /** Ends an execution otherwise, unless it has ended; see {@link Execution#fail}. */
  void fail(Execution execution, String status, String error, String cause) throws IOException {
    if (execution.fail(status, error, cause, clock.instant())) {
      store.write(execution);
    }
  }

  /** Aborts all that run: nothing carries them on. */
  synchronized void abortRunning(String cause) throws IOException {
    for (Execution execution : byArn.values()) {
      fail(execution, Execution.ABORTED, "", cause);
    }
  }

  @GuardedBy("this")
  private Map<String, Execution> all() throws IOException {
    if (!read) {
      List<Execution> kept = new ArrayList<>(store.read(clock.instant()));
      kept.sort(Comparator.comparingDouble(Execution::startDate));
      for (Execution execution : kept) {
        byArn.put(execution.arn(), execution);
      }
      abortRunning("The local stack ended while it ran");
      read = true;
    }
    return byArn;
  }
}
