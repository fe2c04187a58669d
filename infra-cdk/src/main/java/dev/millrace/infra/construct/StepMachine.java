package dev.millrace.infra.construct;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.constructs.Construct;

/** The state machine of a kind of long runs, whose steps are functions. */
public final class StepMachine {
  private StepMachine() {}

  /**
   * Declares a machine.
   *
   * @param definition in the Amazon States Language, with {@code %1$s} for the first function's ARN
   */
  public static CfnStateMachine create(
      Construct scope, String id, String definition, LiveFunction... steps) {
    var functions = Stream.of(steps).map(step -> step.alias().getFunctionArn()).toList();
    var role =
        Role.Builder.create(scope, id + "Role")
            .assumedBy(new ServicePrincipal("states.amazonaws.com"))
            .inlinePolicies(
                Permissions.policy(Permissions.allow(functions, "lambda:InvokeFunction")))
            .build();
    var machine =
        CfnStateMachine.Builder.create(scope, id)
            .roleArn(role.getRoleArn())
            .definitionString(definition.formatted(functions.toArray()))
            .build();
    machine.getNode().addDependency(role);
    NagReason.allow(
        machine,
        "AwsSolutions-SF1",
        "Its steps are functions with logs of their own, and Step Functions keeps the history of each execution");
    NagReason.allow(
        machine, "AwsSolutions-SF2", "What takes time is traced by the functions that it invokes");
    return machine;
  }

  /**
   * Starting executions, and what is done with them once they run.
   *
   * @param variable that names the machine to the function
   */
  public static Use use(String variable, CfnStateMachine machine, String... ofExecutions) {
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
        Map.of(variable, machine.getRef()),
        permissions,
        List.of(
            new Use.Wildcard(
                "Resource::arn:<AWS::Partition>:states:.+:execution:<%s\\.Name>:\\*"
                    .formatted(machine.getNode().getId()),
                "Executions are named after their runs")));
  }
}
