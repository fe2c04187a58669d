package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.StepMachine;
import dev.millrace.infra.construct.Use;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/**
 * The state machine of jobs: it fetches the sources side by side, each by itself, then stores one
 * after another. A source that fails ends alone, and the job goes on.
 */
final class JobMachine {
  private static final String ID = "Jobs";
  private static final String SOURCES_AT_ONCE = "SOURCES_AT_ONCE";

  /** Attempts of a step go on for a quarter of an hour: until a service that fails is back. */
  private static final String STEP_RETRY =
      """
      "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                 "MaxDelaySeconds": 60, "MaxAttempts": 18, "JitterStrategy": "FULL"}]""";

  /** The functions try a source again themselves: these attempts are for a function that dies. */
  private static final String SOURCE_RETRY =
      """
      "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "BackoffRate": 2,
                 "MaxDelaySeconds": 60, "MaxAttempts": 5, "JitterStrategy": "FULL"}]""";

  /** The functions: the first is JobStep, the second FetchSource, the third StoreSource. */
  private static final String DEFINITION =
      """
      {
        "Comment": "Fetches the sources of a job, stores their rows, and says how that ended",
        "StartAt": "Begin",
        "States": {
          "Begin": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"step": "begin", "id.$": "$.id"},
            "ResultPath": "$.job",
            STEP_RETRY,
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Give up"}],
            "Next": "Go?"
          },
          "Go?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.job.go", "BooleanEquals": true, "Next": "Fetch sources"}],
            "Default": "Ended"
          },
          "Fetch sources": {
            "Type": "Map",
            "ItemsPath": "$.job.sources",
            "MaxConcurrency": SOURCES_AT_ONCE,
            "ResultPath": null,
            "ItemProcessor": {
              "ProcessorConfig": {"Mode": "INLINE"},
              "StartAt": "Fetch",
              "States": {
                "Fetch": {
                  "Type": "Task",
                  "Resource": "%2$s",
                  "Parameters": {"id.$": "$.id", "source.$": "$.source"},
                  "ResultPath": "$.fetched",
                  SOURCE_RETRY,
                  "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Fail fetch"}],
                  "Next": "Fetched?"
                },
                "Fetched?": {
                  "Type": "Choice",
                  "Choices": [
                    {"Variable": "$.fetched.ended", "BooleanEquals": true, "Next": "Fetch ended"},
                    {"Variable": "$.fetched.wait", "NumericGreaterThan": 0, "Next": "Wait for source"}
                  ],
                  "Default": "Fetch"
                },
                "Wait for source": {"Type": "Wait", "SecondsPath": "$.fetched.wait", "Next": "Fetch"},
                "Fail fetch": {
                  "Type": "Task",
                  "Resource": "%1$s",
                  "Parameters": {"step": "fail", "id.$": "$.id", "source.$": "$.source", "caught.$": "$.caught"},
                  STEP_RETRY,
                  "Next": "Fetch ended"
                },
                "Fetch ended": {"Type": "Pass", "Result": {}, "End": true}
              }
            },
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Give up"}],
            "Next": "Store sources"
          },
          "Store sources": {
            "Type": "Map",
            "ItemsPath": "$.job.sources",
            "MaxConcurrency": 1,
            "ResultPath": null,
            "ItemProcessor": {
              "ProcessorConfig": {"Mode": "INLINE"},
              "StartAt": "Store",
              "States": {
                "Store": {
                  "Type": "Task",
                  "Resource": "%3$s",
                  "Parameters": {"id.$": "$.id", "source.$": "$.source"},
                  "ResultPath": "$.stored",
                  SOURCE_RETRY,
                  "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Fail store"}],
                  "Next": "Stored?"
                },
                "Stored?": {
                  "Type": "Choice",
                  "Choices": [{"Variable": "$.stored.ended", "BooleanEquals": true, "Next": "Store ended"}],
                  "Default": "Store"
                },
                "Fail store": {
                  "Type": "Task",
                  "Resource": "%1$s",
                  "Parameters": {"step": "fail", "id.$": "$.id", "source.$": "$.source", "caught.$": "$.caught"},
                  STEP_RETRY,
                  "Next": "Store ended"
                },
                "Store ended": {"Type": "Pass", "Result": {}, "End": true}
              }
            },
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Give up"}],
            "Next": "Finish"
          },
          "Finish": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"step": "finish", "id.$": "$.id"},
            STEP_RETRY,
            "Next": "Ended"
          },
          "Give up": {
            "Type": "Task",
            "Resource": "%1$s",
            "Parameters": {"step": "finish", "id.$": "$.id", "caught.$": "$.caught"},
            STEP_RETRY,
            "Next": "Failed"
          },
          "Ended": {"Type": "Succeed"},
          "Failed": {"Type": "Fail", "Error": "JobFailed", "Cause": "The job could not go on"}
        }
      }
      """;

  private JobMachine() {}

  /**
   * Declares the machine.
   *
   * @param sourcesAtOnce that are fetched at a time
   */
  static CfnStateMachine declare(
      CapabilityFunctions stack,
      int sourcesAtOnce,
      LiveFunction step,
      LiveFunction fetch,
      LiveFunction store) {
    var definition =
        DEFINITION
            .replace("STEP_RETRY", STEP_RETRY)
            .replace("SOURCE_RETRY", SOURCE_RETRY)
            .replace(SOURCES_AT_ONCE, Integer.toString(sourcesAtOnce));
    return StepMachine.create(stack, ID, definition, step, fetch, store);
  }

  /** Starting executions, and what is done with them once they run. */
  static Use use(CfnStateMachine machine, String... ofExecutions) {
    return StepMachine.use("JOBS_MACHINE", machine, ofExecutions);
  }
}
