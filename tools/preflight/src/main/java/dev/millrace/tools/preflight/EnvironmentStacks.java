package dev.millrace.tools.preflight;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The stacks of an environment, by their names, and what they made. */
final class EnvironmentStacks {
  private static final Set<ResourceStatus> GONE =
      Set.of(ResourceStatus.DELETE_COMPLETE, ResourceStatus.DELETE_SKIPPED);

  private final AwsServices services;
  private final Target target;

  EnvironmentStacks(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  /** Those that exist, in whatever state. */
  List<Stack> list() {
    try (CloudFormationClient cloudFormation = services.cloudFormation()) {
      return list(cloudFormation);
    }
  }

  private List<Stack> list(CloudFormationClient cloudFormation) {
    return cloudFormation.describeStacksPaginator().stacks().stream()
        .filter(stack -> stack.stackName().startsWith(target.environment().stackPrefix()))
        .toList();
  }

  /**
   * The names of what they hold of a type. What a stack made and then let go of, because it is to
   * be retained, is no longer the stack's.
   *
   * @param type as templates name it, such as {@code AWS::Glue::Database}
   */
  Set<String> names(String type) {
    try (CloudFormationClient cloudFormation = services.cloudFormation()) {
      return list(cloudFormation).stream()
          .flatMap(
              stack ->
                  cloudFormation
                      .listStackResourcesPaginator(request -> request.stackName(stack.stackId()))
                      .stackResourceSummaries()
                      .stream())
          .filter(resource -> resource.resourceType().equals(type))
          .filter(resource -> !GONE.contains(resource.resourceStatus()))
          .map(resource -> resource.physicalResourceId())
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
