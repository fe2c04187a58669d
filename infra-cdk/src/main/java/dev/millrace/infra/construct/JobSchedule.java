package dev.millrace.infra.construct;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * Invokes a function's alias when an expression says. An invocation that cannot be delivered is not
 * repeated: its successor does the same work; a queue tells that it was lost.
 */
public final class JobSchedule {
  private JobSchedule() {}

  /** At a rate. */
  public static CfnSchedule create(
      Construct scope, LiveFunction job, Duration period, Duration maximumAge, Queue deadLetters) {
    var name = job.function().getNode().getId();
    return create(
        scope,
        name + "Schedule",
        "Runs " + name,
        "rate(%d minutes)".formatted(period.toMinutes()),
        target(job, role(scope, name + "ScheduleRole", List.of(job), deadLetters), deadLetters)
            // Without one the scheduler sends a notice of its own, which is no job's input.
            .input("{}")
            .retryPolicy(retries(maximumAge)));
  }

  public static CfnSchedule create(
      Construct scope,
      String id,
      String description,
      String expression,
      CfnSchedule.TargetProperty.Builder target) {
    return CfnSchedule.Builder.create(scope, id)
        .description(description)
        .scheduleExpression(expression)
        .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder().mode("OFF").build())
        .target(target.build())
        .build();
  }

  static CfnSchedule.TargetProperty.Builder target(
      LiveFunction function, Role role, Queue deadLetters) {
    return CfnSchedule.TargetProperty.builder()
        .arn(function.alias().getFunctionArn())
        .roleArn(role.getRoleArn())
        .deadLetterConfig(
            CfnSchedule.DeadLetterConfigProperty.builder().arn(deadLetters.getQueueArn()).build());
  }

  static CfnSchedule.RetryPolicyProperty retries(Duration maximumAge) {
    return CfnSchedule.RetryPolicyProperty.builder()
        .maximumRetryAttempts(0)
        .maximumEventAgeInSeconds(maximumAge.toSeconds())
        .build();
  }

  /** What the scheduler may do, in this account's name only. */
  static Role role(Construct scope, String id, List<LiveFunction> functions, Queue deadLetters) {
    return Role.Builder.create(scope, id)
        .assumedBy(
            new ServicePrincipal(
                "scheduler.amazonaws.com",
                ServicePrincipalOpts.builder()
                    .conditions(
                        Map.of(
                            "StringEquals",
                            Map.of("aws:SourceAccount", Stack.of(scope).getAccount())))
                    .build()))
        .inlinePolicies(
            Permissions.policy(
                List.of(
                    Permissions.allow(
                        functions.stream()
                            .map(function -> function.alias().getFunctionArn())
                            .toList(),
                        "lambda:InvokeFunction"),
                    Permissions.allow(deadLetters.getQueueArn(), "sqs:SendMessage"))))
        .build();
  }
}
