package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class RunRacesTest {
  private static final int ROUNDS = 40;

  private final RunsFixture fixture = new RunsFixture();
  private final Runs runs = fixture.runs;

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** What each of them answered, begun at once. */
  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(calls.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      List<Future<T>> answers = new ArrayList<>();
      for (Callable<T> call : calls) {
        answers.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return call.call();
                }));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  @Test
  void oneOfTwoEndsAndACancellationWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      RunId id = fixture.start().id();
      runs.begin(id, deadline());

      List<RunStatus> winners =
          together(
              List.of(
                  () -> ended(id, RunEnd.succeeded(RunCounts.NONE)),
                  () -> ended(id, RunEnd.failed(RunCounts.NONE, RunsFixture.error("no"))),
                  () -> cancelled(id)));

      RunStatus status = fixture.read(id).status();
      assertThat(winners).contains(status);
      assertThat(winners.stream().filter(won -> won != RunStatus.PENDING)).hasSize(1);
      assertThat(fixture.stepFunctions.status(id.text()))
          .isEqualTo(status == RunStatus.CANCELLED ? "ABORTED" : "RUNNING");
    }
  }

  /** The status that this call gave the run; pending where another call was first. */
  private RunStatus ended(RunId id, RunEnd end) {
    RunChange change = runs.finish(id, end, deadline());
    return change.made() ? change.run().status() : RunStatus.PENDING;
  }

  private RunStatus cancelled(RunId id) {
    try {
      return runs.cancel(id, deadline()).status();
    } catch (Problem ended) {
      return RunStatus.PENDING;
    }
  }

  @Test
  void sweepsMayOverlapWithEachOtherAndWithTheEnd() throws Exception {
    for (int round = 0; round < ROUNDS / 4; round++) {
      RunId id = fixture.start().id();
      runs.begin(id, deadline());
      fixture.stepFunctions.end(id.text(), "FAILED", "");
      fixture.clock.advance(Duration.ofMinutes(5));

      together(
          List.of(
              () -> fixture.sweep.run(deadline()).repaired(),
              () -> fixture.sweep.run(deadline()).repaired(),
              () -> runs.finish(id, RunEnd.succeeded(RunCounts.NONE), deadline()).made() ? 1 : 0));

      RunStatus status = fixture.read(id).status();
      assertThat(status).isIn(RunStatus.SUCCEEDED, RunStatus.FAILED);
      fixture.sweepLater(Duration.ofMinutes(5));
      assertThat(fixture.read(id).status()).isEqualTo(status);
    }
  }

  @Test
  void aRunIsRetriedOnceHoweverManyAskAtOnce() throws Exception {
    for (int round = 0; round < ROUNDS / 4; round++) {
      RunId id = fixture.start().id();
      runs.cancel(id, deadline());
      Run cancelled = fixture.read(id);
      int before = fixture.all().size();

      List<Integer> started =
          together(
              List.of(
                  () -> retried(cancelled), () -> retried(cancelled), () -> retried(cancelled)));

      assertThat(started.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(1);
      assertThat(fixture.all().size() - before)
          .isEqualTo(fixture.read(id).retriedBy().isPresent() ? 1 : 0);
    }
  }

  private int retried(Run run) {
    try {
      runs.retry(run, deadline());
      return 1;
    } catch (Problem retriedBefore) {
      return 0;
    } catch (TransactionCanceledException another) {
      // It was in the midst of another's transaction: a request is answered 503 then.
      return 0;
    }
  }
}
