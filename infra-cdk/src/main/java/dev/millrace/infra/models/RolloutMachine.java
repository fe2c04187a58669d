package dev.millrace.infra.models;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.StepMachine;
import dev.millrace.infra.construct.Use;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** The state machine of rollouts: it judges until the rollout has ended. */
final class RolloutMachine {
  private static final String ID = "Rollouts";

  /** Attempts go on for a quarter of an hour: until a service that fails is back. */
  private static final String DEFINITION =
      """
      {
        "Comment": "Judges a rollout until it has ended, and takes its canary back where that fails",
        "StartAt": "Judge",
        "States": {
          "Judge": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id"},
            "ResultPath": "$.judged",
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Take back"}],
            "Next": "Ended?"
          },
          "Ended?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.judged.ended", "BooleanEquals": true, "Next": "Ended"}],
            "Default": "Judge"
          },
          "Take back": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id", "caught.$": "$.caught"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Next": "Failed"
          },
          "Ended": {"Type": "Succeed"},
          "Failed": {"Type": "Fail", "Error": "RolloutFailed", "Cause": "The rollout could not be judged"}
        }
      }
      """;

  private RolloutMachine() {}

  /** Declares the machine, whose every step this function is. */
  static CfnStateMachine declare(CapabilityFunctions stack, LiveFunction judge) {
    return StepMachine.create(stack, ID, DEFINITION, judge);
  }

  /** Starting executions, and what is done with them once they run. */
  static Use use(CfnStateMachine machine, String... ofExecutions) {
    return StepMachine.use("ROLLOUTS_MACHINE", machine, ofExecutions);
  }
}
