package dev.millrace.tools.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Stacks that an earlier try left in a state which CloudFormation does not deploy over. */
final class FailedStacks implements Check {
  private static final Set<StackStatus> DEAD =
      Set.of(StackStatus.ROLLBACK_COMPLETE, StackStatus.ROLLBACK_FAILED, StackStatus.DELETE_FAILED);

  private final AwsServices services;
  private final Target target;

  FailedStacks(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "What an earlier deployment of %s left".formatted(target.environment().name());
  }

  @Override
  public List<Finding> findings() {
    List<Stack> stacks = new EnvironmentStacks(services, target).list();
    List<Finding> dead =
        stacks.stream()
            .filter(stack -> DEAD.contains(stack.stackStatus()))
            .map(this::wayOut)
            .toList();
    if (!dead.isEmpty()) {
      return dead;
    }
    return List.of(
        Finding.ok(
            stacks.isEmpty()
                ? "%s has no stack yet".formatted(target.environment().name())
                : "None of the %d stacks of %s failed to be made or deleted"
                    .formatted(stacks.size(), target.environment().name())));
  }

  private Finding wayOut(Stack stack) {
    String name = stack.stackName();
    List<String> commands = new ArrayList<>();
    if (stack.stackStatus() != StackStatus.ROLLBACK_COMPLETE) {
      commands.add(
          target.aws("cloudformation describe-stack-events --stack-name %s".formatted(name))
              + " --query \"StackEvents[?ResourceStatus=='DELETE_FAILED']"
              + ".[LogicalResourceId,ResourceStatusReason]\"  # what stood in the way");
    }
    if (Boolean.TRUE.equals(stack.enableTerminationProtection())) {
      commands.add(
          target.aws(
              "cloudformation update-termination-protection --no-enable-termination-protection"
                  + " --stack-name %s".formatted(name)));
    }
    commands.add(target.aws("cloudformation delete-stack --stack-name %s".formatted(name)));
    commands.add(
        target.aws("cloudformation wait stack-delete-complete --stack-name %s".formatted(name)));
    commands.add(target.environment().deployment());
    return new Finding(
        Finding.Status.MISSING,
        "The stack %s is in %s since an earlier try, and must go before it can be deployed"
            .formatted(name, stack.stackStatusAsString()),
        commands);
  }
}
