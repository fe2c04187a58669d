package dev.millrace.tools.smoke.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** A function, invoked as its triggers do: by its alias, which an output of its stack names. */
public final class FunctionAlias {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A scheduled run that is under way has the function's only execution for up to four minutes. */
  private static final Duration TURN_LIMIT = Duration.ofMinutes(6);

  private final LambdaClient lambda;
  private final String function;
  private final String alias;

  /**
   * @param function such as {@code CleanEvents}
   * @throws StepFailure when no stack names its alias
   */
  public FunctionAlias(LambdaClient lambda, StackOutputs outputs, String function)
      throws StepFailure {
    this.lambda = lambda;
    this.function = function;
    this.alias = outputs.value(function + "Function");
  }

  /**
   * Invokes the function, once it has its turn, and waits for its answer.
   *
   * @throws StepFailure when the function fails or gets no turn
   */
  public JsonNode invoke(String event) throws StepFailure, InterruptedException {
    String expected = "%s to answer %s".formatted(function, event);
    Patience patience = new Patience(TURN_LIMIT);
    while (true) {
      try {
        InvokeResponse response =
            lambda.invoke(
                request -> request.functionName(alias).payload(SdkBytes.fromUtf8String(event)));
        String payload = response.payload().asUtf8String();
        if (response.functionError() != null) {
          throw new StepFailure(expected, failed(payload), "its log");
        }
        return JSON.readTree(payload);
      } catch (TooManyRequestsException busy) {
        patience.pause(
            () ->
                new StepFailure(
                    expected,
                    "%d s of throttling".formatted(TURN_LIMIT.toSeconds()),
                    "what keeps its only execution busy, and the account's concurrency"));
      } catch (JsonProcessingException e) {
        throw new StepFailure(expected, "an answer that is not JSON", "its log");
      }
    }
  }

  private static String failed(String payload) throws JsonProcessingException {
    JsonNode error = JSON.readTree(payload);
    return "it fail with %s: %s"
        .formatted(
            error.path("errorType").asText("an error"), error.path("errorMessage").asText(payload));
  }
}
