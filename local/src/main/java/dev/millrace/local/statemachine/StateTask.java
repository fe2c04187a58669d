package dev.millrace.local.statemachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.lambda.InvocationResult;
import java.io.IOException;
import software.amazon.awssdk.core.SdkBytes;

/** A Task state's work: an invocation of a function. */
final class StateTask {
  /** The integration that invokes a function. */
  static final String INVOKE = "arn:aws:states:::lambda:invoke";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateMachines.FunctionInvoker functions;

  /** What came of the work. */
  sealed interface Outcome {}

  record Done(JsonNode output) implements Outcome {}

  /**
   * The work failed.
   *
   * @param error the name by which Retry and Catch know it
   */
  record Failed(String error, String cause) implements Outcome {}

  StateTask(StateMachines.FunctionInvoker functions) {
    this.functions = functions;
  }

  /**
   * Invokes the function that a task names.
   *
   * @param resource of the state: a function's ARN, or the integration that invokes functions
   * @param input of the state; of the integration, its parameters
   */
  Outcome run(String resource, JsonNode input) throws IOException, InterruptedException {
    boolean integration = resource.equals(INVOKE);
    String function = integration ? input.path("FunctionName").asText() : resource;
    JsonNode payload =
        !integration
            ? input
            : input.has("Payload") ? input.get("Payload") : JSON.createObjectNode();
    InvocationResult result;
    try {
      result =
          functions.invoke(function, SdkBytes.fromByteArrayUnsafe(JSON.writeValueAsBytes(payload)));
    } catch (IllegalArgumentException e) {
      return new Failed("Lambda.ResourceNotFoundException", e.getMessage());
    }
    byte[] answer = result.payload().asByteArrayUnsafe();
    if (result instanceof InvocationResult.FunctionError) {
      String type = JSON.readTree(answer).path("errorType").asText("Lambda.Unknown");
      return new Failed(type, result.payload().asUtf8String());
    }
    if (answer.length > Executions.MOST_BYTES) {
      return new Failed(
          "States.DataLimitExceeded",
          "%s answered %d bytes; a state gives at most %d"
              .formatted(function, answer.length, Executions.MOST_BYTES));
    }
    JsonNode output = answer.length == 0 ? JSON.getNodeFactory().nullNode() : JSON.readTree(answer);
    return new Done(integration ? response(output) : output);
  }

  /** As the integration gives it. */
  private static ObjectNode response(JsonNode payload) {
    ObjectNode response = JSON.createObjectNode().put("ExecutedVersion", "1");
    response.set("Payload", payload);
    response.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
    return response.put("StatusCode", 200);
  }
}
