package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Writes the history of executions as Step Functions has it. */
final class HistoryEvent {
  private HistoryEvent() {}

  /** Notes what the engine's package reports, where Step Functions has an event for it. */
  static void record(Execution execution, JsonNode event) {
    Instant time = Instant.ofEpochMilli(event.path("timestamp").asLong());
    JsonNode state = event.path("state");
    String type = event.path("type").asText();
    switch (type) {
      case "StateEntered" ->
          execution.record(
              state.path("type").asText() + "StateEntered",
              "stateEnteredEventDetails",
              details(state, "input"),
              time);
      case "StateExited" ->
          execution.record(
              state.path("type").asText() + "StateExited",
              "stateExitedEventDetails",
              details(state, "output"),
              time);
      case "MapIterationStarted", "MapIterationSucceeded", "MapIterationFailed" ->
          execution.record(
              type,
              Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails",
              object()
                  .put("name", event.at("/parentState/name").asText())
                  .put("index", event.path("index").asInt()),
              time);
      default -> {
        // Beginning, end and failures of tasks are noted where they happen.
      }
    }
  }

  /** Notes an invocation that failed, before Retry or Catch have a look at it. */
  static void recordFailure(
      Execution execution, String resource, String error, String cause, Instant time) {
    ObjectNode details = object().put("error", error).put("cause", cause);
    if (resource.equals(StateTask.INVOKE)) {
      details.put("resourceType", "lambda").put("resource", "invoke");
      execution.record("TaskFailed", "taskFailedEventDetails", details, time);
    } else {
      execution.record("LambdaFunctionFailed", "lambdaFunctionFailedEventDetails", details, time);
    }
  }

  private static ObjectNode details(JsonNode state, String content) {
    return object()
        .put("name", state.path("name").asText())
        .put(
            content, state.path(content).isMissingNode() ? "null" : state.path(content).toString());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
