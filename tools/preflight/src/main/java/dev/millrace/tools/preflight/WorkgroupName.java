package dev.millrace.tools.preflight;

import java.util.List;
import software.amazon.awssdk.services.athena.AthenaClient;

/** Whether the name of the Athena workgroup is free, or taken by this environment itself. */
final class WorkgroupName implements Check {
  private final AwsServices services;
  private final Target target;

  WorkgroupName(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "Whether the account has an Athena workgroup %s"
        .formatted(target.environment().workgroup());
  }

  @Override
  public List<Finding> findings() {
    String name = target.environment().workgroup();
    if (!exists(name)) {
      return List.of(Finding.ok("The name of the Athena workgroup is free: %s".formatted(name)));
    }
    if (new EnvironmentStacks(services, target).names("AWS::Athena::WorkGroup").contains(name)) {
      return List.of(
          Finding.ok(
              "The Athena workgroup %s is of a stack of %s"
                  .formatted(name, target.environment().name())));
    }
    return List.of(
        Finding.missing(
            ("The Athena workgroup %s exists and is of no stack of %s: call the environment"
                    + " otherwise in %s, or delete it, if nobody uses it")
                .formatted(name, target.environment().name(), EnvironmentSettings.FILE),
            target.aws("athena get-work-group --work-group %s".formatted(name)),
            target.aws(
                    "athena delete-work-group --work-group %s --recursive-delete-option"
                        .formatted(name))
                + "  # with its saved queries and its history"));
  }

  private boolean exists(String name) {
    try (AthenaClient athena = services.athena()) {
      return athena.listWorkGroupsPaginator(request -> {}).stream()
          .flatMap(page -> page.workGroups().stream())
          .anyMatch(workgroup -> workgroup.name().equals(name));
    }
  }
}
