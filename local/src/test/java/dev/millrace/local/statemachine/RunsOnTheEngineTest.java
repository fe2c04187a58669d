package dev.millrace.local.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.fixture.WorkflowStack;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.RunSweep;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Long runs on a machine of the template: its table, its steps in a function, the real engine. */
class RunsOnTheEngineTest {
  private static final String MACHINE = "arn:aws:states:eu-west-1:000000000000:stateMachine:jobs";
  private static final Settings SETTINGS =
      new Settings(Map.of("RUNS_TABLE", "runs", "RUN_DAYS", "30"));

  @TempDir private static Path directory;
  private static WorkflowStack stack;
  private static SfnClient stepFunctions;
  private static Runs runs;

  @BeforeAll
  static void start() throws Exception {
    stack = WorkflowStack.ofRuns(directory);
    stepFunctions = stack.client(SfnClient.builder(), "SFN");
    RunTable table =
        RunTable.of(SETTINGS, stack.stack().clients().dynamoDb(), InstantSource.system());
    runs = new Runs("job", table, new RunMachine(stepFunctions, MACHINE), InstantSource.system());
  }

  @AfterAll
  static void stop() {
    stepFunctions.close();
    stack.close();
  }

  @Test
  void aRunIsDoneByTheStepsOfItsMachine() {
    Run run = start("{\"parts\": [1, 2, 3], \"pause\": 0}");

    Run ended = awaitEnd(run.id());

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.counts().values()).isEqualTo(Map.of("parts", 3L));
    awaitExecution(run.id(), ExecutionStatus.SUCCEEDED);
    assertThat(sweep().open()).as("unfinished").isZero();
  }

  @Test
  void aStepThatFailsEndsTheRunWithWhatItSaid() {
    Run run = start("{\"parts\": [1, -1], \"pause\": 0}");

    Run ended = awaitEnd(run.id());

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(ended.error())
        .contains(
            new RunError(
                FailureCategory.TRANSFORMATION, "parts held -1; expected 0 or more", "/parts"));
    awaitExecution(run.id(), ExecutionStatus.SUCCEEDED);
  }

  @Test
  void aCancelledRunStopsItsExecution() {
    Run run = start("{\"parts\": [1], \"pause\": 600}");
    RecorderStack.await(() -> read(run.id()).status() == RunStatus.RUNNING);

    runs.cancel(run.id(), deadline());

    awaitExecution(run.id(), ExecutionStatus.ABORTED);
    assertThat(read(run.id()).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void theSweepEndsARunWhoseExecutionWasStoppedByHand() {
    Run run = start("{\"parts\": [1], \"pause\": 600}");
    RecorderStack.await(() -> read(run.id()).status() == RunStatus.RUNNING);
    stepFunctions.stopExecution(stop -> stop.executionArn(execution(run.id())));

    assertThat(sweep().repaired()).isEqualTo(1);

    assertThat(read(run.id()).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(read(run.id()).reason()).contains("Its execution was stopped in Step Functions");
  }

  @Test
  void aFailedRunIsDoneAgain() {
    Run failed = start("{\"parts\": [-1], \"pause\": 0}");
    Run ended = awaitEnd(failed.id());

    Run again = runs.retry(ended, deadline());

    assertThat(awaitEnd(again.id()).retryOf()).contains(failed.id());
    assertThat(read(failed.id()).retriedBy()).contains(again.id());
  }

  private static Run start(String request) {
    return runs.start(new NewRun("anna", "", request), deadline());
  }

  private static Run read(RunId id) {
    return runs.find(id, deadline()).orElseThrow();
  }

  private static Run awaitEnd(RunId id) {
    RecorderStack.await(() -> read(id).status().isFinal());
    return read(id);
  }

  private static void awaitExecution(RunId id, ExecutionStatus status) {
    RecorderStack.await(
        () ->
            stepFunctions.describeExecution(of -> of.executionArn(execution(id))).status()
                == status);
  }

  private static String execution(RunId id) {
    return MACHINE.replace(":stateMachine:", ":execution:") + ":" + id;
  }

  /** A sweep 50 minutes later, so that no run is too young for it. */
  private static SweepOutcome sweep() {
    return RunSweep.of(List.of(runs), SETTINGS, () -> Instant.now().plus(Duration.ofMinutes(50)))
        .run(deadline());
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
