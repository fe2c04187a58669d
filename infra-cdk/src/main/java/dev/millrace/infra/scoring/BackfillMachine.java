package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.StepMachine;
import dev.millrace.infra.construct.Use;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** The state machine of backfills: a step scores until its time is up, and the next one goes on. */
final class BackfillMachine {
  private static final String ID = "Backfills";

  /** Attempts go on for a quarter of an hour: until a service that fails is back. */
  private static final String DEFINITION =
      """
      {
        "Comment": "Scores what bronze holds again, step by step, and says how that ended",
        "StartAt": "Begin",
        "States": {
          "Begin": {
            "Type": "Pass",
            "Result": {"progress": {}},
            "ResultPath": "$.scored",
            "Next": "Score"
          },
          "Score": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id", "progress.$": "$.scored.progress"},
            "ResultPath": "$.scored",
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Give up"}],
            "Next": "Ended?"
          },
          "Ended?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.scored.ended", "BooleanEquals": true, "Next": "Ended"}],
            "Default": "Score"
          },
          "Give up": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"id.$": "$.id", "progress.$": "$.scored.progress", "caught.$": "$.caught"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                       "MaxDelaySeconds": 60, "MaxAttempts": 18}],
            "Next": "Failed"
          },
          "Ended": {"Type": "Succeed"},
          "Failed": {"Type": "Fail", "Error": "BackfillFailed", "Cause": "The backfill could not go on"}
        }
      }
      """;

  private BackfillMachine() {}

  /** Declares the machine, whose every step this function is. */
  static CfnStateMachine declare(CapabilityFunctions stack, LiveFunction step) {
    return StepMachine.create(stack, ID, DEFINITION, step);
  }

  /** Starting executions, and what is done with them once they run. */
  static Use use(CfnStateMachine machine, String... ofExecutions) {
    return StepMachine.use("BACKFILLS_MACHINE", machine, ofExecutions);
  }
}
