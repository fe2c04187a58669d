package dev.millrace.infra.statemachine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.costs.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateMachineChecksTest {
  private static final String TASK =
      """
      {"Fn::Join": ["", ["{\\"StartAt\\": \\"A\\", \\"States\\": {\\"A\\": {\\"Type\\": \\"Task\\", \\"Resource\\": \\"",
        %s, "\\", \\"End\\": true}}}"]]}""";

  @TempDir private Path folder;

  @Test
  void whatOnlyTheDeploymentKnowsStandsForAFunction() throws IOException {
    var function =
        template(
            "{\"DefinitionString\": %s}"
                .formatted(TASK.formatted("{\"Fn::GetAtt\": [\"F\", \"Arn\"]}")));
    assertThatCode(() -> StateMachineChecks.of(function)).doesNotThrowAnyException();

    var integration =
        template(
            "{\"DefinitionString\": %s}"
                .formatted(
                    TASK.formatted(
                        "\"arn:\", {\"Ref\": \"AWS::Partition\"}, \":states:::lambda:invoke\"")));
    assertThatCode(() -> StateMachineChecks.of(integration)).doesNotThrowAnyException();
  }

  @Test
  void anotherServiceIsRefused() throws IOException {
    var machine =
        template(
            "{\"DefinitionString\": %s}"
                .formatted(
                    TASK.formatted(
                        "\"arn:\", {\"Ref\": \"AWS::Partition\"}, \":states:::sqs:sendMessage\"")));

    assertThatThrownBy(() -> StateMachineChecks.of(machine))
        .isInstanceOf(UnsupportedMachineException.class)
        .hasMessage(
            "State machine Jobs: state 'A' has the resource arn:aws:states:::sqs:sendMessage;"
                + " the local stack expects a function's ARN or arn:aws:states:::lambda:invoke");
  }

  @Test
  void anExpressMachineIsRefused() throws IOException {
    var machine = template("{\"StateMachineType\": \"EXPRESS\", \"DefinitionString\": \"{}\"}");

    assertThatThrownBy(() -> StateMachineChecks.of(machine))
        .hasMessage("State machine Jobs: has the type EXPRESS; the local stack expects STANDARD");
  }

  @Test
  void whatIsNoJsonIsSaidWithItsPlace() throws IOException {
    var machine = template("{\"DefinitionString\": \"{]\"}");

    assertThatThrownBy(() -> StateMachineChecks.of(machine))
        .hasMessageContaining("Jobs")
        .hasMessageContaining("not JSON from line 1, column 2");
  }

  private Templates template(String properties) throws IOException {
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        {"artifacts": {"Stack1": {"type": "aws:cloudformation:stack", "properties":
          {"stackName": "test-Stack", "templateFile": "Stack.template.json"}}}}""");
    Files.writeString(
        folder.resolve("Stack.template.json"),
        """
        {"Resources": {"Jobs1": {"Type": "AWS::StepFunctions::StateMachine", "Properties": %s,
          "Metadata": {"aws:cdk:path": "test/Stack/Jobs/Resource"}}}}"""
            .formatted(properties));
    return new Templates(folder);
  }
}
