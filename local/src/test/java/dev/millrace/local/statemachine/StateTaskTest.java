package dev.millrace.local.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.lambda.InvocationResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

class StateTaskTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INVOKE = "arn:aws:states:::lambda:invoke";

  private final List<String> calls = new ArrayList<>();

  @Test
  void theIntegrationSendsItsPayloadAndWrapsTheAnswer() throws Exception {
    StateTask.Outcome outcome =
        answering("{\"b\": 2}")
            .run(INVOKE, JSON.readTree("{\"FunctionName\": \"f\", \"Payload\": {\"a\": 1}}"));

    assertThat(calls).containsExactly("f {\"a\":1}");
    assertThat(((StateTask.Done) outcome).output().at("/Payload/b").asInt()).isEqualTo(2);
    assertThat(((StateTask.Done) outcome).output().path("StatusCode").asInt()).isEqualTo(200);
  }

  @Test
  void aFunctionsArnSendsTheInputAndGivesTheAnswer() throws Exception {
    StateTask.Outcome outcome =
        answering("3").run("arn:aws:lambda:r:a:function:f", JSON.readTree("[1]"));

    assertThat(calls).containsExactly("arn:aws:lambda:r:a:function:f [1]");
    assertThat(((StateTask.Done) outcome).output().asInt()).isEqualTo(3);
  }

  @Test
  void anAnswerBeyondTheLimitFailsAsOnAws() throws Exception {
    StateTask.Outcome outcome =
        answering("\"" + "x".repeat(256 * 1024) + "\"").run("f", JSON.readTree("{}"));

    assertThat(((StateTask.Failed) outcome).error()).isEqualTo("States.DataLimitExceeded");
  }

  @Test
  void anErrorIsCalledByItsType() throws Exception {
    String error = "{\"errorType\": \"java.io.IOException\", \"errorMessage\": \"no\"}";
    StateTask task =
        new StateTask(
            (function, event) ->
                new InvocationResult.FunctionError(SdkBytes.fromUtf8String(error)));

    assertThat(task.run("f", JSON.readTree("{}")))
        .isEqualTo(new StateTask.Failed("java.io.IOException", error));
  }

  @Test
  void aFunctionThatIsNotThereIsNamed() throws Exception {
    StateTask task =
        new StateTask(
            (function, event) -> {
              throw new IllegalArgumentException("There is no function " + function);
            });

    assertThat(task.run("lost", JSON.readTree("{}")))
        .isEqualTo(
            new StateTask.Failed("Lambda.ResourceNotFoundException", "There is no function lost"));
  }

  private StateTask answering(String answer) {
    return new StateTask(
        (function, event) -> {
          calls.add(function + " " + event.asUtf8String());
          return new InvocationResult.Answer(SdkBytes.fromUtf8String(answer));
        });
  }
}
