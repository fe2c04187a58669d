package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.testsupport.runs.RemoteCalls.Died;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSweepTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private final RunsFixture fixture = new RunsFixture();
  private final Runs runs = fixture.runs;

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** A run whose starter was killed before it started the execution. */
  private Run startedByHalf() {
    fixture.calls.plan(Fault.DEATH, 2);
    assertThatCode(fixture::start).isInstanceOf(Died.class);
    fixture.calls.planNothing();
    return fixture.all().getFirst();
  }

  @Test
  void aRunWhoseStarterDiedIsStarted() {
    Run run = startedByHalf();

    assertThat(fixture.sweepLater(Duration.ofMinutes(1)).open()).isZero();
    assertThat(fixture.stepFunctions.names()).isEmpty();
    SweepOutcome outcome = fixture.sweepLater(FIVE_MINUTES);

    assertThat(outcome).isEqualTo(new SweepOutcome(1, 1, 0, true));
    assertThat(fixture.stepFunctions.isRunning(run.id().text())).isTrue();
    assertThat(fixture.stepFunctions.input(run.id().text())).isEqualTo(Runs.input(run));
    assertThat(fixture.read(run.id()).status()).isEqualTo(RunStatus.PENDING);
    assertThat(fixture.sweepLater(FIVE_MINUTES)).isEqualTo(new SweepOutcome(1, 0, 0, true));
  }

  @Test
  void aRunThatCannotBeStartedForAnHourHasFailed() {
    Run run = startedByHalf();

    fixture.sweepLater(Duration.ofMinutes(61));

    Run failed = fixture.read(run.id());
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.error().orElseThrow().category()).isEqualTo(FailureCategory.INTERNAL);
    assertThat(failed.error().orElseThrow().message()).contains("could not be started for PT1H");
    assertThat(fixture.stepFunctions.names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED,'',failed,internal,without saying",
    "FAILED,States.Runtime,failed,internal,States.Runtime",
    "FAILED,Runtime.OutOfMemory,failed,limit,more time",
    "TIMED_OUT,'',failed,limit,States.Timeout"
  })
  void anExecutionThatEndedWithoutSayingSoEndsItsRun(
      String ended, String error, String status, String category, String words) {
    RunId id = fixture.start().id();
    runs.begin(id, deadline());
    fixture.stepFunctions.end(id.text(), ended, error);

    assertThat(fixture.sweepLater(FIVE_MINUTES).repaired()).isEqualTo(1);

    Run run = fixture.read(id);
    assertThat(run.status().text()).isEqualTo(status);
    assertThat(run.error().orElseThrow().category().text()).isEqualTo(category);
    assertThat(run.error().orElseThrow().message()).contains(words);
    assertThat(run.isOpen()).isFalse();
  }

  @Test
  void anExecutionThatWasStoppedByHandIsACancelledRun() {
    RunId id = fixture.start().id();
    fixture.stepFunctions.end(id.text(), "ABORTED", "");

    fixture.sweepLater(FIVE_MINUTES);

    assertThat(fixture.read(id).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(fixture.read(id).reason().orElseThrow()).contains("stopped in Step Functions");
  }

  @Test
  void aRunningRunWhoseExecutionIsGoneHasFailed() {
    RunId id = fixture.start().id();
    runs.begin(id, deadline());
    fixture.stepFunctions.forget(id.text());

    fixture.sweepLater(FIVE_MINUTES);

    assertThat(fixture.read(id).status()).isEqualTo(RunStatus.FAILED);
    assertThat(fixture.stepFunctions.names()).isEmpty();
  }

  @Test
  void aRunWhoseExecutionGoesOnIsLeftAlone() {
    RunId id = fixture.start().id();
    runs.begin(id, deadline());

    assertThat(fixture.sweepLater(Duration.ofDays(300))).isEqualTo(new SweepOutcome(1, 0, 0, true));
    assertThat(fixture.read(id).status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void theExecutionOfARunWhoseCancellerDiedIsStopped() {
    RunId id = fixture.start().id();
    fixture.calls.plan(Fault.DEATH, 2);
    assertThatCode(() -> runs.cancel(id, deadline())).isInstanceOf(Died.class);
    fixture.calls.planNothing();
    assertThat(fixture.read(id).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(fixture.stepFunctions.isRunning(id.text())).isTrue();

    fixture.sweepLater(FIVE_MINUTES);

    assertThat(fixture.stepFunctions.status(id.text())).isEqualTo("ABORTED");
    assertThat(fixture.read(id).isOpen()).isFalse();
  }

  @Test
  void anExecutionThatIsStartedAfterItsRunWasCancelledIsStopped() {
    Run run = startedByHalf();
    runs.cancel(run.id(), deadline());
    fixture.sweepLater(FIVE_MINUTES);
    // A call that was on its way all the time.
    runs.machine().start(run.id(), Runs.input(run), deadline());
    assertThat(runs.begin(run.id(), deadline())).isFalse();

    fixture.sweepLater(FIVE_MINUTES);

    assertThat(fixture.stepFunctions.status(run.id().text())).isEqualTo("ABORTED");
  }

  @Test
  void aCancelledRunWithoutAnExecutionIsClosedOnceNoneCanCome() {
    Run run = startedByHalf();
    runs.cancel(run.id(), deadline());

    fixture.sweepLater(RunSweep.LATE_START);
    assertThat(fixture.read(run.id()).isOpen()).isTrue();
    fixture.sweepLater(Duration.ofSeconds(1));
    assertThat(fixture.read(run.id()).isOpen()).isFalse();
  }

  @Test
  void oneRunThatCannotBeReconciledKeepsNoOtherFromIt() {
    RunId first = fixture.start().id();
    fixture.clock.advance(Duration.ofSeconds(1));
    RunId second = fixture.start().id();
    fixture.stepFunctions.end(first.text(), "FAILED", "");
    fixture.stepFunctions.end(second.text(), "FAILED", "");
    // The query, and the first run's read and description.
    fixture.calls.plan(Fault.ANSWER_LOST, 3);

    SweepOutcome outcome = fixture.sweepLater(FIVE_MINUTES);

    assertThat(outcome).isEqualTo(new SweepOutcome(2, 1, 1, true));
    assertThat(fixture.read(first).status()).isEqualTo(RunStatus.PENDING);
    assertThat(fixture.read(second).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void aSweepThatIsOutOfTimeSaysSo() {
    fixture.start();
    fixture.start();
    fixture.stepFunctions.beSilent();
    fixture.clock.advance(FIVE_MINUTES);

    SweepOutcome outcome = fixture.sweep.run(Deadline.after(Duration.ofSeconds(3)));

    assertThat(outcome).isEqualTo(new SweepOutcome(1, 0, 1, false));
  }

  @Test
  void theMetricsOfASweepAreThoseThatAContractHasToDeclare() {
    FunctionMetrics metrics =
        new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "sample")));

    assertThatCode(() -> new SweepOutcome(3, 2, 1, false).write(metrics))
        .doesNotThrowAnyException();
  }

  @Test
  void theSettingsBoundTheSweep() {
    RunSweep lazy =
        RunSweep.of(List.of(runs), new Settings(Map.of("RUN_SWEEP_AFTER", "PT30M")), fixture.clock);
    RunId id = fixture.start().id();
    fixture.stepFunctions.end(id.text(), "FAILED", "");
    fixture.clock.advance(Duration.ofMinutes(29));

    assertThat(lazy.run(deadline()).open()).isZero();
    fixture.clock.advance(Duration.ofMinutes(2));
    assertThat(lazy.run(deadline()).open()).isEqualTo(1);
  }
}
