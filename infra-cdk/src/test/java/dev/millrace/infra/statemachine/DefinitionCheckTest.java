package dev.millrace.infra.statemachine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionCheckTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:f";

  @Test
  void whatTheEngineRunsIsTaken() {
    assertThatCode(
            () ->
                check(
                    """
                    {"StartAt": "A", "TimeoutSeconds": 60, "States": {
                      "A": {"Type": "Task", "Resource": "FUNCTION", "Next": "B",
                            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxDelaySeconds": 5, "JitterStrategy": "FULL"}],
                            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z", "ResultPath": "$.error"}]},
                      "B": {"Type": "Choice", "Choices": [
                        {"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a", "StringEqualsPath": "$.b"}}], "Next": "C"}],
                        "Default": "Z"},
                      "C": {"Type": "Map", "ItemSelector": {"i.$": "$$.Map.Item.Index"}, "End": true,
                        "ItemProcessor": {"StartAt": "D", "States": {"D": {"Type": "Pass", "End": true}}}},
                      "Z": {"Type": "Fail", "Error": "E"}}}"""))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'Type': 'Activity', 'End': true} | has the type 'Activity'",
        "{'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONata'} | is written in JSONata",
        "{'Type': 'Pass', 'End': true, 'Output': '{% 1 %}'} | has 'Output'",
        "{'Type': 'Pass', 'End': true, 'Assign': {}} | has 'Assign'",
        "{'Type': 'Pass', 'Next': 'Elsewhere'} | has the Next 'Elsewhere'",
        "{'Type': 'Pass'} | has the Next ''",
        "{'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'End': true} | has the resource arn:aws:states:::sqs:sendMessage",
        "{'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke.waitForTaskToken', 'End': true} | has the resource",
        "{'Type': 'Task', 'Resource': 'arn:aws:states:::states:startExecution.sync:2', 'End': true} | has the resource",
        "{'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Parameters': {'InvocationType': 'Event'}, 'End': true} | invokes with 'InvocationType'",
        "{'Type': 'Task', 'Resource': 'FUNCTION', 'HeartbeatSeconds': 5, 'End': true} | has 'HeartbeatSeconds'",
        "{'Type': 'Task', 'Resource': 'FUNCTION', 'Parameters': {'a.$': '$$.Task.Token'}, 'End': true} | reads $$.Task",
        "{'Type': 'Pass', 'Parameters': {'a.$': '$$.Map.Item.Value'}, 'End': true} | reads $$.Map",
        "{'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'B', 'States': {'B': {'Type': 'Pass', 'End': true, 'Parameters': {'a.$': '$$.Execution.Input.a'}}}}]} | reads $$.Execution.Input",
        "{'Type': 'Choice', 'Choices': [{'Variable': '$.a', 'Condition': '{% true %}', 'Next': 'A'}]} | compares by 'Condition'",
        "{'Type': 'Map', 'End': true, 'ItemReader': {}, 'ItemProcessor': {'StartAt': 'B', 'States': {'B': {'Type': 'Succeed'}}}} | has 'ItemReader'",
        "{'Type': 'Map', 'End': true, 'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED'}, 'StartAt': 'B', 'States': {'B': {'Type': 'Succeed'}}}} | has the mode DISTRIBUTED",
        "{'Type': 'Map', 'End': true, 'ItemProcessor': {'StartAt': 'A', 'States': {'A': {'Type': 'Succeed'}}}} | has the name of another state",
        "{'Type': 'Parallel', 'End': true, 'Branches': [{'StartAt': 'A', 'States': {'A': {'Type': 'Succeed'}}}]} | has the name of another state"
      })
  void whatItDoesNotRunIsRefusedWithMachineAndState(String state, String reason) {
    String definition = "{'StartAt': 'A', 'States': {'A': %s}}".formatted(state);

    assertThatThrownBy(() -> check(definition.replace('\'', '"')))
        .isInstanceOf(UnsupportedMachineException.class)
        .hasMessageStartingWith("State machine jobs: state '")
        .hasMessageContaining(reason)
        .hasMessageContaining("; the local stack expects ");
  }

  @Test
  void aMachineThatBeginsNowhereIsRefused() {
    assertThatThrownBy(() -> check("{\"StartAt\": \"B\", \"States\": {}}"))
        .hasMessageContaining("the machine has the StartAt 'B'");
  }

  private static void check(String definition) throws Exception {
    new DefinitionCheck("jobs").check(JSON.readTree(definition.replace("FUNCTION", FUNCTION)));
  }
}
