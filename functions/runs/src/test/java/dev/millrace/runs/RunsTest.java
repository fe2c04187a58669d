package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.counts;
import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.Problem;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class RunsTest {
  private static final RunEnd DONE = RunEnd.succeeded(counts("rows_out", 7));

  private final RunsFixture fixture = new RunsFixture();
  private final Runs runs = fixture.runs;

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static void conflict(Runnable call, String... words) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(call::run)
        .satisfies(
            problem -> {
              assertThat(problem.response().status()).isEqualTo(409);
              assertThat(problem.getMessage()).contains(words);
            });
  }

  @Test
  void aRunIsPendingAndItsExecutionHasItsName() {
    Run run = fixture.start("anna", "tracks");

    assertThat(run.status()).isEqualTo(RunStatus.PENDING);
    assertThat(fixture.stepFunctions.names()).containsExactly(run.id().text());
    assertThat(fixture.stepFunctions.input(run.id().text()))
        .isEqualTo("{\"id\":\"%s\",\"owner\":\"anna\",\"subject\":\"tracks\"}".formatted(run.id()));
    assertThat(fixture.read(run.id()).request()).contains("{\"a\": 1}");
  }

  @Test
  void aPreparedRunIsThereOnceItsRowIsWrittenAndTheSweepStartsItWhereNobodyDid() {
    PreparedRun prepared = runs.prepare(new NewRun("anna", "tracks", "{}"));
    RunId id = prepared.run().id();
    assertThat(runs.find(id, deadline())).isEmpty();

    fixture.write(prepared);

    assertThat(fixture.read(id).status()).isEqualTo(RunStatus.PENDING);
    assertThat(fixture.stepFunctions.names()).isEmpty();
    assertThat(fixture.sweepLater(Duration.ofMinutes(5)).repaired()).isEqualTo(1);
    assertThat(fixture.stepFunctions.names()).containsExactly(id.text());
    assertThat(runs.started(prepared, deadline()).id()).isEqualTo(id);
    assertThat(fixture.stepFunctions.names()).containsExactly(id.text());
  }

  @Test
  void aStepNeedsNoMachine() {
    RunId id = fixture.start().id();
    RunSteps steps = new RunSteps(runs.kind(), fixture.table);

    assertThat(steps.begin(id, deadline())).isTrue();
    assertThat(steps.count(id, counts("pages", 1), deadline())).isTrue();
    assertThat(steps.finish(id, DONE, deadline()).made()).isTrue();
    assertThat(steps.begin(id, deadline())).isFalse();
    assertThat(steps.find(id, deadline()).orElseThrow().status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void aRunGoesThroughItsStatesWithCounts() {
    RunId id = fixture.start().id();

    assertThat(runs.begin(id, deadline())).isTrue();
    assertThat(runs.begin(id, deadline())).isTrue();
    assertThat(runs.count(id, new RunCounts(Map.of("pages", 2L, "rows_in", 9L)), deadline()))
        .isTrue();
    assertThat(runs.count(id, counts("pages", 3), deadline())).isTrue();
    fixture.clock.advance(Duration.ofSeconds(1));
    RunChange end =
        runs.finish(
            id,
            RunEnd.partiallySucceeded(
                    counts("rows_out", 8), RunsFixture.error("1 of 2 sources failed"))
                .withResult("{\"b\": 2}"),
            deadline());

    Run run = fixture.read(id);
    assertThat(end.made()).isTrue();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIALLY_SUCCEEDED);
    assertThat(run.counts().values()).isEqualTo(Map.of("pages", 3L, "rows_in", 9L, "rows_out", 8L));
    assertThat(run.error()).contains(RunsFixture.error("1 of 2 sources failed"));
    assertThat(run.result()).contains("{\"b\": 2}");
    assertThat(run.finishedAt()).contains(fixture.clock.instant());
    assertThat(run.isOpen()).isFalse();
  }

  @Test
  void aFinishedRunNeverChanges() {
    RunId id = fixture.start().id();
    runs.finish(id, DONE, deadline());

    assertThat(runs.begin(id, deadline())).isFalse();
    assertThat(runs.count(id, counts("rows_out", 8), deadline())).isFalse();
    RunChange again =
        runs.finish(id, RunEnd.failed(RunCounts.NONE, RunsFixture.error("late")), deadline());
    conflict(() -> runs.cancel(id, deadline()), "succeeded", "pending or running");

    assertThat(again.made()).isFalse();
    assertThat(again.run().status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(fixture.read(id).counts()).isEqualTo(counts("rows_out", 7));
    assertThat(fixture.read(id).error()).isEmpty();
  }

  @Test
  void aStepOfARunThatIsNotThereIsTold() {
    RunId unknown = new RunId("20261130T235959Z-000000000000");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> runs.begin(unknown, deadline()))
        .withMessageContaining(unknown.text());
    assertThat(runs.find(unknown, deadline())).isEmpty();
  }

  @Test
  void aCancelledRunIsStoppedAndItsStepsAreTold() {
    RunId id = fixture.start().id();
    runs.begin(id, deadline());

    assertThat(runs.cancel(id, deadline()).status()).isEqualTo(RunStatus.CANCELLED);

    assertThat(fixture.stepFunctions.status(id.text())).isEqualTo("ABORTED");
    assertThat(runs.count(id, RunCounts.NONE, deadline())).isFalse();
    assertThat(runs.finish(id, DONE, deadline()).run().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(fixture.read(id).isOpen()).isFalse();
    assertThat(runs.cancel(id, deadline()).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void aRetryIsANewRunOfTheSameRequestAndHappensOnce() {
    Run first = fixture.start("anna", "tracks");
    conflict(() -> runs.retry(fixture.read(first.id()), deadline()), "pending");
    runs.finish(
        first.id(), RunEnd.failed(RunCounts.NONE, RunsFixture.error("no answer")), deadline());

    Run again = runs.retry(fixture.read(first.id()), deadline());

    assertThat(again.retryOf()).contains(first.id());
    assertThat(fixture.read(first.id()).retriedBy()).contains(again.id());
    assertThat(fixture.read(again.id()).request()).contains("{\"a\": 1}");
    assertThat(fixture.read(again.id()).owner()).isEqualTo("anna");
    assertThat(fixture.stepFunctions.input(again.id().text()))
        .contains("\"retry_of\":\"" + first.id());
    conflict(
        () -> runs.retry(fixture.read(first.id()), deadline()), "retried as " + again.id().text());
    assertThat(fixture.read(first.id()).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void aRunThatSucceededIsNotRetried() {
    RunId id = fixture.start().id();
    runs.finish(id, DONE, deadline());

    conflict(() -> runs.retry(fixture.read(id), deadline()), "succeeded");
  }

  @Test
  void anotherOwnersRunIsSeenByOperatorsOnly() {
    RunId id = fixture.start("anna", "").id();

    assertThat(runs.find(id, new Caller("anna", Set.of("millrace/read")), deadline())).isPresent();
    assertThat(runs.find(id, new Caller("otto", Set.of("millrace/read")), deadline())).isEmpty();
    assertThat(runs.find(id, new Caller("otto", Set.of("operate")), deadline())).isEmpty();
    assertThat(runs.find(id, RunsFixture.OPERATOR, deadline())).isPresent();
  }

  @Test
  void aRunOfAnotherKindIsNotThere() {
    RunId id = fixture.start().id();

    try (RunsFixture other = new RunsFixture()) {
      assertThat(other.runs.find(id, deadline())).isEmpty();
      assertThat(other.all()).isEmpty();
    }
  }

  @Test
  void aRunPastItsTimeIsNotThereEvenBeforeItIsDeleted() {
    RunId id = fixture.start().id();
    fixture.clock.advance(Duration.ofDays(RunsFixture.DAYS + 1));
    assertThat(runs.find(id, deadline())).isPresent();
    runs.finish(id, DONE, deadline());

    fixture.clock.advance(Duration.ofDays(RunsFixture.DAYS).minusSeconds(2));
    assertThat(runs.find(id, deadline())).isPresent();
    fixture.clock.advance(Duration.ofSeconds(2));

    assertThat(runs.find(id, deadline())).isEmpty();
    assertThat(fixture.all()).isEmpty();
  }

  @Test
  void aRunIsAcceptedThoughStepFunctionsDoesNotAnswer() {
    fixture.stepFunctions.refuse(true);

    Run run = fixture.start();

    assertThat(fixture.read(run.id()).status()).isEqualTo(RunStatus.PENDING);
    fixture.stepFunctions.refuse(false);
    assertThat(fixture.sweepLater(Duration.ofMinutes(3)).repaired()).isEqualTo(1);
    assertThat(fixture.stepFunctions.isRunning(run.id().text())).isTrue();
  }

  @Test
  void aCreationThatTheSdkRepeatsIsOneRun() {
    fixture.calls.plan(Fault.ASKED_AGAIN, 1);

    Run run = fixture.start();

    assertThat(fixture.all()).extracting(Run::id).containsExactly(run.id());
  }

  @Test
  void anExecutionThatTheSdkStartsAgainIsOne() {
    fixture.calls.plan(Fault.ASKED_AGAIN, 2);

    Run run = fixture.start();

    assertThat(fixture.stepFunctions.names()).containsExactly(run.id().text());
  }

  @Test
  void startingAnExecutionThatHasEndedIsNoErrorAndStartsNone() {
    Run run = fixture.start();
    fixture.stepFunctions.end(run.id().text(), "SUCCEEDED", "");

    runs.machine().start(run.id(), Runs.input(run), deadline());

    assertThat(fixture.stepFunctions.status(run.id().text())).isEqualTo("SUCCEEDED");
  }

  @Test
  void anEndThatTheSdkRepeatsIsThisCallsOwn() {
    RunId id = fixture.start().id();
    fixture.calls.plan(Fault.ASKED_AGAIN, 1);

    assertThat(runs.finish(id, DONE, deadline()).made()).isTrue();
  }

  @Test
  void aRetryThatTheSdkRepeatsIsOneRun() {
    RunId id = fixture.start().id();
    runs.cancel(id, deadline());
    Run cancelled = fixture.read(id);
    fixture.calls.plan(Fault.ASKED_AGAIN, 1);

    Run again = runs.retry(cancelled, deadline());

    assertThat(fixture.all()).extracting(Run::id).containsExactlyInAnyOrder(again.id(), id);
  }

  @Test
  void aRunWhoseIdIsTakenGetsAnother() {
    Run taken = fixture.runs(() -> 7).start(new NewRun("anna", "", "{}"), deadline());
    PrimitiveIterator.OfLong numbers = LongStream.of(7, 7, 8).iterator();

    Run run = fixture.runs(numbers::nextLong).start(new NewRun("otto", "", "{}"), deadline());

    assertThat(run.id()).isNotEqualTo(taken.id());
    assertThat(fixture.read(run.id()).owner()).isEqualTo("otto");
    assertThat(fixture.read(taken.id()).owner()).isEqualTo("anna");
  }

  @Test
  void aTableThatDoesNotAnswerStartsNothing() {
    fixture.calls.plan(Fault.ANSWER_LOST, 1);

    assertThatExceptionOfType(SdkClientException.class).isThrownBy(fixture::start);

    assertThat(fixture.stepFunctions.names()).isEmpty();
  }

  @Test
  void aKindHasTheFormOfAName() {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> new Runs("Job#1", fixture.table, runs.machine(), fixture.clock))
        .withMessageContaining("Job#1");
  }
}
