package dev.millrace.runs;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.runs.RunExecution.ExecutionState;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/**
 * The state machine that executes the runs of a kind; an execution's name is its run's id, so that
 * there is one execution of a run at most. Calls throw {@link SdkException} when Step Functions
 * cannot be reached in time. Thread-safe.
 */
public final class RunMachine {
  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final Pattern ARN =
      Pattern.compile("(arn:[^:]+:states:[^:]*:[^:]*:)stateMachine:([^:]+)");

  private final SfnClient stepFunctions;
  private final String arn;
  private final String executions;

  /**
   * The machine.
   *
   * @param arn of a standard state machine, without a version or alias
   * @throws InvalidInput when it is none
   */
  public RunMachine(SfnClient stepFunctions, String arn) {
    var parts = ARN.matcher(arn);
    if (!parts.matches()) {
      throw InvalidInput.field(
          "The machine's ARN", arn, "arn:PARTITION:states:REGION:ACCOUNT:stateMachine:NAME");
    }
    this.stepFunctions = Objects.requireNonNull(stepFunctions);
    this.arn = Objects.requireNonNull(arn);
    this.executions = parts.group(1) + "execution:" + parts.group(2) + ":";
  }

  /** A client whose attempts take at most two seconds each. */
  public static SfnClient client(AwsClients clients) {
    return clients.build(SfnClient.builder(), ATTEMPT);
  }

  /**
   * Starts the run's execution, if it was not started before.
   *
   * @param input a JSON object, the same whenever this run is started
   */
  void start(RunId id, String input, Deadline deadline) {
    try {
      stepFunctions.startExecution(
          start ->
              start
                  .stateMachineArn(arn)
                  .name(id.text())
                  .input(input)
                  .overrideConfiguration(deadline.bound()));
    } catch (ExecutionAlreadyExistsException started) {
      // It was started, and has ended already.
      return;
    }
  }

  RunExecution describe(RunId id, Deadline deadline) {
    try {
      DescribeExecutionResponse execution =
          stepFunctions.describeExecution(
              describe ->
                  describe.executionArn(executions + id).overrideConfiguration(deadline.bound()));
      return new RunExecution(
          switch (execution.status()) {
            case SUCCEEDED -> ExecutionState.SUCCEEDED;
            case FAILED -> ExecutionState.FAILED;
            case TIMED_OUT -> ExecutionState.TIMED_OUT;
            case ABORTED -> ExecutionState.ABORTED;
            // What Step Functions may come to know further is no end that we know.
            case RUNNING, PENDING_REDRIVE, UNKNOWN_TO_SDK_VERSION -> ExecutionState.RUNNING;
          },
          Objects.requireNonNullElse(execution.error(), ""));
    } catch (ExecutionDoesNotExistException missing) {
      return new RunExecution(ExecutionState.MISSING, "");
    }
  }

  /**
   * Stops the run's execution; one that has ended stays as it is.
   *
   * @param cause a sentence for the execution's history
   * @return false when there is no execution
   */
  boolean stop(RunId id, String cause, Deadline deadline) {
    try {
      stepFunctions.stopExecution(
          stop ->
              stop.executionArn(executions + id)
                  .error("Cancelled")
                  .cause(cause)
                  .overrideConfiguration(deadline.bound()));
      return true;
    } catch (ExecutionDoesNotExistException missing) {
      return false;
    }
  }
}
