package dev.millrace.common.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 100,000 tasks of callers that share the permits, with failures, interruptions and deadlines at
 * random places.
 */
class BoundedTasksStressTest {
  private static final int CALLERS = 4;
  private static final int CALLS = 500;
  private static final int TASKS = 50;
  private static final int PERMITS = 7;

  private final BoundedTasks tasks = new BoundedTasks(PERMITS);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  @Test
  void eachTaskRunsAtMostOnceHasOneOutcomeAndGivesItsPermitBack() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> callers =
          IntStream.range(0, CALLERS).<Callable<Integer>>mapToObj(i -> () -> calls(i)).toList();
      for (Future<Integer> told : threads.invokeAll(callers)) {
        assertThat(told.get()).isPositive();
      }
    }
    assertThat(mostUnderWay.get()).isBetween(1, PERMITS);
    BoundedTasksTest.assertPermits(tasks, PERMITS);
    assertThat(underWay.get()).isZero();
  }

  /** How many outcomes were told. */
  private int calls(int seed) {
    Random random = new Random(seed);
    int told = 0;
    for (int i = 0; i < CALLS; i++) {
      told += call(random);
    }
    return told;
  }

  private int call(Random random) {
    AtomicIntegerArray runs = new AtomicIntegerArray(TASKS);
    AtomicIntegerArray outcomes = new AtomicIntegerArray(TASKS);
    int[] deeds = random.ints(TASKS, 0, 400).toArray();
    boolean failing = random.nextInt(4) == 0;
    Thread caller = Thread.currentThread();
    Queue<Integer> inputs = new ArrayDeque<>(IntStream.range(0, TASKS).boxed().toList());
    Deadline deadline =
        Deadline.after(
            random.nextInt(3) == 0
                ? Duration.ofNanos(random.nextInt(3_000_000))
                : Duration.ofMinutes(5));
    boolean whole = true;
    try {
      tasks.<Integer, Integer>run(
          inputs,
          input -> {
            runs.incrementAndGet(input);
            return done(input, deeds[input], caller);
          },
          (input, outcome) -> {
            outcomes.incrementAndGet(input);
            assertThat(runs.get(input)).isLessThanOrEqualTo(1);
            switch (outcome) {
              case TaskOutcome.Done<Integer>(Integer result) -> {
                assertThat(result).isEqualTo(input);
                assertThat(runs.get(input)).isEqualTo(1);
              }
              case TaskOutcome.Failed<Integer> failed -> {
                assertThat(runs.get(input)).isEqualTo(1);
                if (failing) {
                  throw failed.rethrown();
                }
              }
              case TaskOutcome.Unfinished<Integer>() -> assertThat(deadline.hasPassed()).isTrue();
            }
          },
          deadline);
    } catch (InterruptedException | IllegalStateException | StackOverflowError stopped) {
      whole = false;
    }
    // A task of this call may have interrupted the caller after the call's end.
    Thread.interrupted();
    int told = 0;
    for (int input = 0; input < TASKS; input++) {
      assertThat(runs.get(input)).isLessThanOrEqualTo(1);
      if (inputs.contains(input)) {
        assertThat(outcomes.get(input)).isZero();
        assertThat(runs.get(input)).isZero();
      } else if (whole) {
        assertThat(outcomes.get(input)).isEqualTo(1);
      }
      told += outcomes.get(input);
    }
    return told;
  }

  private Integer done(Integer input, int deed, Thread caller) throws InterruptedException {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      switch (deed) {
        case 0, 1, 2 -> throw new IllegalStateException("failed");
        case 3 -> throw new StackOverflowError("failed");
        case 4 -> caller.interrupt();
        case 5, 6 -> LockSupport.parkNanos(1_000_000);
        case 7 -> Thread.sleep(Duration.ofNanos(100_000));
        default -> {
          if (deed % 3 == 0) {
            LockSupport.parkNanos(1);
          }
        }
      }
      return input;
    } finally {
      underWay.decrementAndGet();
    }
  }
}
