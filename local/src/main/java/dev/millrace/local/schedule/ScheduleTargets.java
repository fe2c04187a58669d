package dev.millrace.local.schedule;

import dev.millrace.local.lambda.AsynchronousInvocations;
import dev.millrace.local.lambda.Functions;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.statemachine.StateMachines;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;

/** What schedules may call: aliases of functions, and state machines. */
public final class ScheduleTargets implements ScheduleRunner.Target {
  private static final String FUNCTION = "arn:aws:lambda:";

  private final Functions functions;
  private final AsynchronousInvocations asynchronous;
  private final Optional<StateMachines> stateMachines;
  private final Consumer<String> report;

  /**
   * @param stateMachines empty where the template has none
   * @param report told, in a sentence, when an execution does not start
   */
  public ScheduleTargets(
      Functions functions,
      AsynchronousInvocations asynchronous,
      Optional<StateMachines> stateMachines,
      Consumer<String> report) {
    this.functions = functions;
    this.asynchronous = asynchronous;
    this.stateMachines = stateMachines;
    this.report = report;
  }

  @Override
  public boolean has(String arn) {
    return arn.startsWith(FUNCTION)
        ? functions.find(arn).isPresent()
        : stateMachines.filter(machines -> machines.has(arn)).isPresent();
  }

  @Override
  public void invoke(String arn, String event) {
    if (arn.startsWith(FUNCTION)) {
      asynchronous.invoke(arn, SdkBytes.fromUtf8String(event));
      return;
    }
    try {
      stateMachines.orElseThrow().start(arn, UUID.randomUUID().toString(), event);
    } catch (ApiException | IOException e) {
      report.accept("A scheduled execution of %s did not start: %s".formatted(arn, e.getMessage()));
    }
  }
}
