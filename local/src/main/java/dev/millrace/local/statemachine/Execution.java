package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An execution with its history, in the JSON of Step Functions' API. Safe for use by several
 * threads; what has ended does not change any more.
 */
final class Execution {
  static final String RUNNING = "RUNNING";
  static final String SUCCEEDED = "SUCCEEDED";
  static final String FAILED = "FAILED";
  static final String ABORTED = "ABORTED";
  static final String TIMED_OUT = "TIMED_OUT";

  private static final ObjectMapper JSON = new ObjectMapper();

  @GuardedBy("this")
  private final ObjectNode description;

  @GuardedBy("this")
  private final List<JsonNode> events = new ArrayList<>();

  private Execution(ObjectNode description) {
    this.description = description;
  }

  /** An execution that has just begun. */
  static Execution begun(StateMachine machine, String name, String input, Instant now) {
    ObjectNode description =
        JSON.createObjectNode()
            .put("executionArn", machine.executionArn(name))
            .put("stateMachineArn", machine.arn())
            .put("name", name)
            .put("status", RUNNING)
            .put("startDate", seconds(now))
            .put("input", input)
            .put("redriveCount", 0)
            .put("redriveStatus", "NOT_REDRIVABLE");
    Execution execution = new Execution(description);
    execution.record(
        "ExecutionStarted",
        "executionStartedEventDetails",
        JSON.createObjectNode().put("input", input).put("roleArn", machine.roleArn()),
        now);
    return execution;
  }

  /** What {@link #toJson} wrote. */
  static Execution read(JsonNode json) {
    Execution execution = new Execution(json.path("description").deepCopy());
    synchronized (execution) {
      for (JsonNode event : json.path("events")) {
        execution.events.add(event);
      }
    }
    return execution;
  }

  synchronized JsonNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.set("description", description.deepCopy());
    json.putArray("events").addAll(events);
    return json;
  }

  String arn() {
    return text("executionArn");
  }

  String name() {
    return text("name");
  }

  String machineArn() {
    return text("stateMachineArn");
  }

  String input() {
    return text("input");
  }

  String status() {
    return text("status");
  }

  synchronized double startDate() {
    return description.path("startDate").asDouble();
  }

  synchronized double stopDate() {
    return description.path("stopDate").asDouble();
  }

  boolean isRunning() {
    return status().equals(RUNNING);
  }

  private synchronized String text(String field) {
    return description.path(field).asText();
  }

  /** As {@code DescribeExecution} answers it. */
  synchronized ObjectNode description() {
    return description.deepCopy();
  }

  /** As {@code ListExecutions} names it: without what went in and came out. */
  ObjectNode listing() {
    return description()
        .retain(
            List.of("executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate"));
  }

  synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /**
   * Adds to the history, unless the execution has ended.
   *
   * @param type of a history event, such as {@code TaskStateEntered}
   * @param field in which an event of that type has its details
   */
  synchronized void record(String type, String field, JsonNode details, Instant time) {
    if (!isRunning()) {
      return;
    }
    ObjectNode event =
        JSON.createObjectNode()
            .put("timestamp", seconds(time))
            .put("type", type)
            .put("id", events.size() + 1)
            .put("previousEventId", events.size());
    event.set(field, details);
    events.add(event);
  }

  /**
   * Ends the execution with its output.
   *
   * @return whether it was still running
   */
  synchronized boolean succeed(String output, Instant now) {
    return end(
        SUCCEEDED,
        "ExecutionSucceeded",
        "executionSucceededEventDetails",
        JSON.createObjectNode().put("output", output),
        now);
  }

  /**
   * Ends the execution without output.
   *
   * @param status {@code FAILED}, {@code ABORTED} or {@code TIMED_OUT}
   * @param error the error's name; an empty string for none
   * @param cause what is known of it; an empty string for nothing
   * @return whether it was still running
   */
  synchronized boolean fail(String status, String error, String cause, Instant now) {
    ObjectNode details = JSON.createObjectNode();
    if (!error.isEmpty()) {
      details.put("error", error);
    }
    if (!cause.isEmpty()) {
      details.put("cause", cause);
    }
    String type =
        switch (status) {
          case ABORTED -> "ExecutionAborted";
          case TIMED_OUT -> "ExecutionTimedOut";
          default -> "ExecutionFailed";
        };
    String field = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
    return end(status, type, field, details, now);
  }

  @GuardedBy("this")
  private boolean end(String status, String type, String field, ObjectNode details, Instant now) {
    if (!isRunning()) {
      return false;
    }
    record(type, field, details, now);
    description.put("status", status).put("stopDate", seconds(now)).setAll(details);
    return true;
  }

  /** Epoch seconds, as the service's JSON has times. */
  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
