package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Permissions;
import dev.millrace.infra.construct.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** The state machine of backfills: a step scores until its time is up, and the next one goes on. */
final class BackfillMachine {
  private static final String ID = "Backfills";

  /** Attempts go on for a quarter of an hour: until a service that fails is back. */
  private static final String DEFINITION =
      """
      {
        "Comment": "Scores what bronze holds again, step by step, and says how that ended",
        "StartAt": "Begin",
        "States": {
          "Begin": {
            "Type": "Pass",
            "Result": {"progress": {}},
            "ResultPath": "$.scored",
            "Next": "Score"
          },
          "Score": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id", "progress.$": "$.scored.progress"},
            "ResultPath": "$.scored",
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Give up"}],
            "Next": "Ended?"
          },
          "Ended?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.scored.ended", "BooleanEquals": true, "Next": "Ended"}],
            "Default": "Score"
          },
          "Give up": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id", "progress.$": "$.scored.progress", "caught.$": "$.caught"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Next": "Failed"
          },
          "Ended": {"Type": "Succeed"},
          "Failed": {"Type": "Fail", "Error": "BackfillFailed", "Cause": "The backfill could not go on"}
        }
      }
      """;

  private final CapabilityFunctions stack;

  BackfillMachine(CapabilityFunctions stack) {
    this.stack = stack;
  }

  /** Declares the machine, whose every step this function is. */
  CfnStateMachine declare(LiveFunction step) {
    var function = step.alias().getFunctionArn();
    var role =
        Role.Builder.create(stack, ID + "Role")
            .assumedBy(new ServicePrincipal("states.amazonaws.com"))
            .inlinePolicies(
                Permissions.policy(Permissions.allow(function, "lambda:InvokeFunction")))
            .build();
    var machine =
        CfnStateMachine.Builder.create(stack, ID)
            .roleArn(role.getRoleArn())
            .definitionString(DEFINITION.formatted(function))
            .build();
    machine.getNode().addDependency(role);
    NagReason.allow(
        machine,
        "AwsSolutions-SF1",
        "Its steps are a function with a log of its own, and Step Functions keeps the history of each execution");
    NagReason.allow(
        machine, "AwsSolutions-SF2", "What takes time is traced by the function that it invokes");
    return machine;
  }

  /** Starting executions, and what is done with them once they run. */
  static Use use(CfnStateMachine machine, String... ofExecutions) {
    var executions =
        Stack.of(machine)
            .formatArn(
                ArnComponents.builder()
                    .service("states")
                    .resource("execution")
                    .resourceName(machine.getAttrName() + ":*")
                    .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                    .build());
    List<PolicyStatement> permissions = new ArrayList<>();
    permissions.add(Permissions.allow(machine.getRef(), "states:StartExecution"));
    permissions.add(Permissions.allow(executions, ofExecutions));
    return new Use(
        Map.of("BACKFILLS_MACHINE", machine.getRef()),
        permissions,
        List.of(
            new Use.Wildcard(
                "Resource::arn:<AWS::Partition>:states:.+:execution:<Backfills\\.Name>:\\*",
                "Executions are named after their backfills")));
  }
}
