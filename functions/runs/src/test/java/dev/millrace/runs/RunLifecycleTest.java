package dev.millrace.runs;

import static dev.millrace.runs.RunsFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.Problem;
import dev.millrace.testsupport.runs.RemoteCalls.Died;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whatever is done to runs, in any order, by processes that die at any call or hear no answer: a
 * run ends once, has one execution at most, and the sweep repairs the rest.
 */
class RunLifecycleTest {
  enum Deed {
    START,
    /** A call that starts the execution, on its way ever since its run was made. */
    LATE_START,
    BEGIN,
    COUNT,
    SUCCEED,
    FAIL,
    CANCEL,
    RETRY,
    EXECUTION_FAILS,
    EXECUTION_IS_STOPPED,
    SWEEP,
    TIME_PASSES
  }

  /**
   * A deed.
   *
   * @param target which of the runs that there are
   * @param call the number of the call, from 1, that the fault is at
   */
  record Step(Deed deed, int target, Fault fault, int call) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Deed.class),
            Arbitraries.integers().between(0, 3),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(3, Fault.NONE),
                net.jqwik.api.Tuple.of(3, Fault.DEATH),
                net.jqwik.api.Tuple.of(1, Fault.ANSWER_LOST),
                net.jqwik.api.Tuple.of(1, Fault.ASKED_AGAIN)),
            Arbitraries.integers().between(1, 5))
        .as(Step::new)
        .list()
        .ofMinSize(3)
        .ofMaxSize(25);
  }

  @Property(tries = 100)
  void aRunEndsOnceAndTheSweepRepairsWhatAnyDeathLeft(@ForAll("steps") List<Step> steps) {
    try (RunsFixture fixture = new RunsFixture()) {
      Map<RunId, RunStatus> ends = new HashMap<>();
      for (Step step : steps) {
        attempt(fixture, step);
        fixture.calls.planNothing();
        holds(fixture, ends);
      }
      repair(fixture, ends);
      for (Run run : fixture.all()) {
        assertThat(run.status().isFinal()).as("%s is final", run.id()).isTrue();
        assertThat(fixture.read(run.id()).isOpen()).as("%s is open", run.id()).isFalse();
        assertThat(fixture.stepFunctions.isRunning(run.id().text()))
            .as("%s runs", run.id())
            .isFalse();
      }
    }
  }

  private static void attempt(RunsFixture fixture, Step step) {
    List<Run> all = fixture.all();
    if (all.isEmpty() && step.deed() != Deed.START) {
      return;
    }
    Run run = all.isEmpty() ? null : fixture.read(all.get(step.target() % all.size()).id());
    fixture.calls.plan(step.fault(), step.call());
    try {
      perform(fixture, step, run);
    } catch (Died | SdkException | Problem notDone) {
      // It died, heard nothing, or was told that the run does not go with it.
      return;
    }
  }

  private static void perform(RunsFixture fixture, Step step, Run run) {
    Runs runs = fixture.runs;
    switch (step.deed()) {
      case START -> fixture.start();
      case LATE_START -> {
        if (fixture.clock.instant().isBefore(run.createdAt().plus(RunSweep.LATE_START))) {
          runs.machine().start(run.id(), Runs.input(run), deadline());
        }
      }
      case BEGIN -> stepOf(fixture, run.id());
      case COUNT -> {
        if (fixture.stepFunctions.isRunning(run.id().text())) {
          runs.count(run.id(), RunsFixture.counts("pages", step.call()), deadline());
        }
      }
      case SUCCEED -> ends(fixture, run.id(), RunEnd.succeeded(RunCounts.NONE));
      case FAIL ->
          ends(fixture, run.id(), RunEnd.failed(RunCounts.NONE, RunsFixture.error("no answer")));
      case CANCEL -> runs.cancel(run.id(), deadline());
      case RETRY -> runs.retry(run, deadline());
      case EXECUTION_FAILS ->
          fixture.stepFunctions.end(run.id().text(), "FAILED", "States.Runtime");
      case EXECUTION_IS_STOPPED -> fixture.stepFunctions.end(run.id().text(), "ABORTED", "");
      case SWEEP -> fixture.sweep.run(deadline());
      case TIME_PASSES -> fixture.clock.advance(Duration.ofMinutes(step.call() * 7L));
    }
    fixture.clock.advance(Duration.ofSeconds(1));
  }

  /** The machine's first step, if the machine runs. */
  private static boolean stepOf(RunsFixture fixture, RunId id) {
    if (!fixture.stepFunctions.isRunning(id.text())) {
      return false;
    }
    boolean goesOn = fixture.runs.begin(id, deadline());
    if (!goesOn) {
      fixture.stepFunctions.end(id.text(), "SUCCEEDED", "");
    }
    return goesOn;
  }

  /** The machine's last step, if the machine runs. */
  private static void ends(RunsFixture fixture, RunId id, RunEnd end) {
    if (stepOf(fixture, id)) {
      try {
        fixture.runs.finish(id, end, deadline());
        fixture.stepFunctions.end(id.text(), "SUCCEEDED", "");
      } catch (Died | SdkException failed) {
        // A machine whose last step fails ends all the same, and perhaps the row was written.
        fixture.stepFunctions.end(id.text(), "FAILED", failed.getClass().getName());
      }
    }
  }

  /** What holds after every step. */
  private static void holds(RunsFixture fixture, Map<RunId, RunStatus> ends) {
    List<Run> all = fixture.all();
    for (Run run : all) {
      RunStatus end = ends.get(run.id());
      if (end != null) {
        assertThat(run.status()).as("the end of %s", run.id()).isEqualTo(end);
      } else if (run.status().isFinal()) {
        ends.put(run.id(), run.status());
      }
      if (fixture.stepFunctions.names().contains(run.id().text())) {
        assertThat(fixture.stepFunctions.input(run.id().text())).isEqualTo(Runs.input(run));
      }
      run.retryOf()
          .ifPresent(of -> assertThat(fixture.read(of).retriedBy()).as("retry").contains(run.id()));
      run.retriedBy()
          .ifPresent(by -> assertThat(fixture.read(by).retryOf()).as("retry").contains(run.id()));
    }
    assertThat(fixture.stepFunctions.names())
        .as("executions have rows")
        .isSubsetOf(all.stream().map(run -> run.id().text()).toList());
    assertThat(fixture.stepFunctions.otherInputs()).as("other inputs").isEmpty();
  }

  /** No process dies any more, and the machines of unfinished runs go on to their ends. */
  private static void repair(RunsFixture fixture, Map<RunId, RunStatus> ends) {
    for (int sweeps = 0; sweeps < 6; sweeps++) {
      fixture.sweepLater(Duration.ofMinutes(11));
      for (Run run : fixture.all()) {
        if (!run.status().isFinal()) {
          ends(fixture, run.id(), RunEnd.succeeded(RunCounts.NONE));
        }
      }
      holds(fixture, ends);
    }
  }
}
