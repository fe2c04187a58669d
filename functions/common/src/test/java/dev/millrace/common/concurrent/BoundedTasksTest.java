package dev.millrace.common.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedTasksTest {
  private static final Deadline LATE = Deadline.after(Duration.ofMinutes(5));

  private final BoundedTasks tasks = new BoundedTasks(2);

  /** Passes only if so many tasks can be under way at once. */
  static void assertPermits(BoundedTasks tasks, int permits) throws InterruptedException {
    CyclicBarrier together = new CyclicBarrier(permits);
    List<Integer> all = IntStream.range(0, permits).boxed().toList();
    assertThat(
            tasks.all(
                all,
                input -> {
                  try {
                    together.await();
                  } catch (java.util.concurrent.BrokenBarrierException left) {
                    throw new IllegalStateException(left);
                  }
                  return input;
                },
                Deadline.after(Duration.ofMinutes(1))))
        .isEqualTo(all);
  }

  @Test
  void resultsComeInTheOrderOfTheInputs() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);

    assertThat(
            tasks.all(
                List.of("a", "b"),
                input -> {
                  if (input.equals("a")) {
                    second.await();
                  }
                  second.countDown();
                  return input + input;
                },
                LATE))
        .containsExactly("aa", "bb");
  }

  @Test
  void noMoreRunAtOnceThanThereArePermits() throws InterruptedException {
    AtomicInteger underWay = new AtomicInteger();
    List<Integer> counts =
        tasks.all(
            IntStream.range(0, 1_000).boxed().toList(),
            input -> {
              int count = underWay.incrementAndGet();
              LockSupport.parkNanos(1);
              underWay.decrementAndGet();
              return count;
            },
            LATE);

    assertThat(counts).allMatch(count -> count <= 2);
    assertPermits(tasks, 2);
  }

  @Test
  void theFirstFailureStopsTheOthersAndIsThrownAsItIs() throws InterruptedException {
    CountDownLatch bothBegun = new CountDownLatch(2);
    List<String> stopped = new ArrayList<>();
    Error failure = new StackOverflowError("deep");

    assertThatThrownBy(
            () ->
                tasks.all(
                    List.of("fails", "is stopped"),
                    input -> {
                      bothBegun.countDown();
                      bothBegun.await();
                      if (input.equals("fails")) {
                        throw failure;
                      }
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException interrupted) {
                        stopped.add(input);
                      }
                      return input;
                    },
                    LATE))
        .isSameAs(failure);
    assertThat(stopped).containsExactly("is stopped");
    assertPermits(tasks, 2);
  }

  @Test
  void whereOutcomesAreAskedForAFailureStopsNoOther() throws InterruptedException {
    RuntimeException failure = new IllegalStateException("broken", new IOException("cause"));

    assertThat(
            tasks.<String, String>outcomes(
                List.of("a", "fails", "b", "c"),
                input -> {
                  if (input.equals("fails")) {
                    throw failure;
                  }
                  return input;
                },
                LATE))
        .containsExactly(
            new TaskOutcome.Done<>("a"),
            new TaskOutcome.Failed<>(failure),
            new TaskOutcome.Done<>("b"),
            new TaskOutcome.Done<>("c"));
    assertPermits(tasks, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskThatOutlastsTheDeadlineIsLeftAndKeepsItsPermitUntilItEnds(boolean interruptible)
      throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    List<String> ran = new ArrayList<>();
    Set<Thread> hanging = ConcurrentHashMap.newKeySet();

    assertThat(
            tasks.<String, String>outcomes(
                List.of("ends", "hangs", "hangs", "waits for a permit"),
                input -> {
                  if (input.equals("hangs")) {
                    hanging.add(Thread.currentThread());
                    await(end, interruptible);
                  } else {
                    ran.add(input);
                  }
                  return input;
                },
                Deadline.after(Duration.ofSeconds(1))))
        .containsExactly(
            new TaskOutcome.Done<>("ends"),
            new TaskOutcome.Unfinished<>(),
            new TaskOutcome.Unfinished<>(),
            new TaskOutcome.Unfinished<>());
    assertThat(ran).containsExactly("ends");
    if (!interruptible) {
      assertThatThrownBy(
              () -> tasks.all(List.of(1, 2), input -> input, Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(UnfinishedTasks.class)
          .hasMessage("2 of 2 calls had not ended when their time was up");
    }
    end.countDown();
    for (Thread thread : hanging) {
      thread.join();
    }
    assertPermits(tasks, 2);
  }

  private static void await(CountDownLatch end, boolean interruptible) throws InterruptedException {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException interrupted) {
        if (interruptible) {
          throw interrupted;
        }
      }
    }
  }

  @Test
  void nothingBeginsAfterTheDeadline() throws InterruptedException {
    Queue<String> inputs = new ArrayDeque<>(List.of("a"));

    tasks.<String, String>run(
        inputs,
        input -> {
          throw new AssertionError("It has begun");
        },
        (input, outcome) -> {
          throw new AssertionError("It has ended");
        },
        Deadline.after(Duration.ZERO));

    assertThat(inputs).containsExactly("a");
  }

  @Test
  void anInterruptionOfTheCallerInterruptsTheTasksAndIsPassedOn() throws InterruptedException {
    Thread caller = Thread.currentThread();
    List<String> stopped = new ArrayList<>();

    assertThatThrownBy(
            () ->
                tasks.all(
                    List.of("a"),
                    input -> {
                      caller.interrupt();
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        stopped.add(input);
                      }
                      return input;
                    },
                    LATE))
        .isInstanceOf(InterruptedException.class);
    assertThat(stopped).containsExactly("a");
    assertThat(Thread.interrupted()).isFalse();
    assertPermits(tasks, 2);
  }

  @Test
  void whatTakesAnOutcomeMayAddInputs() throws InterruptedException {
    Queue<Integer> inputs = new ArrayDeque<>(List.of(1));
    List<Integer> ended = new ArrayList<>();

    tasks.<Integer, Integer>run(
        inputs,
        input -> input,
        (input, outcome) -> {
          ended.add(input);
          if (input < 100) {
            inputs.add(2 * input);
            inputs.add(2 * input + 1);
          }
        },
        LATE);

    assertThat(ended).hasSize(199).doesNotHaveDuplicates();
  }

  @Test
  void whatTakesAnOutcomeMayEndTheCall() throws InterruptedException {
    assertThatThrownBy(
            () ->
                tasks.<Integer, Integer>run(
                    new ArrayDeque<>(List.of(1, 2, 3)),
                    input -> input,
                    (input, outcome) -> {
                      throw new IllegalStateException("enough");
                    },
                    LATE))
        .hasMessage("enough");
    assertPermits(tasks, 2);
  }

  @Test
  void noPermitIsNoNumberOfPermits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BoundedTasks(0))
        .withMessage("permits holds 0, expected at least 1");
  }
}
