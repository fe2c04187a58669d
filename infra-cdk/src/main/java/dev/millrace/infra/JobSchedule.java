package dev.millrace.infra;

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
 * Invokes a function's alias at a rate. An invocation that cannot be delivered is not repeated: its
 * successor does the same work; a queue tells that it was lost.
 */
final class JobSchedule {
  private JobSchedule() {}

  static CfnSchedule create(
      Construct scope, LiveFunction job, Duration period, Duration maximumAge, Queue deadLetters) {
    var id = job.function().getNode().getId() + "Schedule";
    return CfnSchedule.Builder.create(scope, id)
        .description("Runs " + job.function().getNode().getId())
        .scheduleExpression("rate(%d minutes)".formatted(period.toMinutes()))
        .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder().mode("OFF").build())
        .target(
            CfnSchedule.TargetProperty.builder()
                .arn(job.alias().getFunctionArn())
                .roleArn(role(scope, id, job, deadLetters).getRoleArn())
                // Without one the scheduler sends a notice of its own, which is no job's input.
                .input("{}")
                .retryPolicy(
                    CfnSchedule.RetryPolicyProperty.builder()
                        .maximumRetryAttempts(0)
                        .maximumEventAgeInSeconds(maximumAge.toSeconds())
                        .build())
                .deadLetterConfig(
                    CfnSchedule.DeadLetterConfigProperty.builder()
                        .arn(deadLetters.getQueueArn())
                        .build())
                .build())
        .build();
  }

  private static Role role(Construct scope, String id, LiveFunction job, Queue deadLetters) {
    return Role.Builder.create(scope, id + "Role")
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
                    Permissions.allow(job.alias().getFunctionArn(), "lambda:InvokeFunction"),
                    Permissions.allow(deadLetters.getQueueArn(), "sqs:SendMessage"))))
        .build();
  }
}
