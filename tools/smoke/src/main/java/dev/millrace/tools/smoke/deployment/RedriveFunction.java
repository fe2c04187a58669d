package dev.millrace.tools.smoke.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Puts what failed since a time back on its stream. */
public final class RedriveFunction {
  private final FunctionAlias function;
  private final Instant since;

  public RedriveFunction(LambdaClient lambda, StackOutputs outputs, Instant since)
      throws StepFailure {
    this.function = new FunctionAlias(lambda, outputs, "Redrive");
    this.since = since;
  }

  /** Of the failures bucket; how many records were sent. */
  public long failures() throws StepFailure, InterruptedException {
    return run(request("failures"));
  }

  /** Of the quarantine, those of one reason; how many records were sent. */
  public long quarantine(String reason) throws StepFailure, InterruptedException {
    return run(request("quarantine").put("reason", reason));
  }

  private ObjectNode request(String source) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("source", source)
        .put("since", since.toString());
  }

  private long run(ObjectNode request) throws StepFailure, InterruptedException {
    long sent = 0;
    while (true) {
      JsonNode answer = function.invoke(request.toString());
      sent += answer.path("sent").asLong();
      if (answer.path("complete").asBoolean()) {
        return sent;
      }
      String next = answer.path("next").asText();
      if (answer.has("stopped") || next.equals(request.path("after").asText())) {
        throw new StepFailure(
            "Redrive to go through all of %s".formatted(request.path("source").asText()),
            answer.toString(),
            "its log");
      }
      request.put("after", next);
    }
  }
}
