package dev.millrace.infra.construct;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.codedeploy.ILambdaApplication;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentConfig;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentGroup;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;

/**
 * Has CodeDeploy move a function's alias to a new version: a tenth of its events for five minutes,
 * and then all of them. When the function's alarm goes off meanwhile, the alias goes back, and the
 * deployment fails.
 */
public final class CanaryRelease {
  private CanaryRelease() {}

  /**
   * Declares it for a function.
   *
   * @param application to which the releases of a stack belong
   * @param alarm that takes a release back
   */
  public static void of(LiveFunction function, ILambdaApplication application, Alarm alarm) {
    var alias = function.alias();
    var id = function.function().getNode().getId();
    var scope = Stack.of(alias);
    LambdaDeploymentGroup.Builder.create(scope, id + "Release")
        .application(application)
        .alias(alias)
        .alarms(List.of(alarm))
        .deploymentConfig(LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES)
        .role(role(scope, id, function, alarm).withoutPolicyUpdates())
        .build();
  }

  private static Role role(Stack scope, String id, LiveFunction function, Alarm alarm) {
    var arn = function.function().getFunctionArn();
    return Role.Builder.create(scope, id + "ReleaseRole")
        .assumedBy(
            new ServicePrincipal(
                "codedeploy.amazonaws.com",
                ServicePrincipalOpts.builder()
                    .conditions(
                        Map.of("StringEquals", Map.of("aws:SourceAccount", scope.getAccount())))
                    .build()))
        .inlinePolicies(
            Permissions.policy(
                Permissions.allow(
                    List.of(arn, arn + ":" + LiveFunction.ALIAS),
                    "lambda:GetAlias",
                    "lambda:GetProvisionedConcurrencyConfig",
                    "lambda:UpdateAlias"),
                Permissions.allow(alarm.getAlarmArn(), "cloudwatch:DescribeAlarms")))
        .build();
  }
}
