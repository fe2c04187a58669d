package dev.millrace.common.concurrent;

import dev.millrace.common.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.MDC;

/**
 * Runs tasks side by side, each on a virtual thread of its own, at most as many at once as there
 * are permits. A task runs at most once. Its log lines carry the ids of the thread that asked for
 * it.
 *
 * <p>No wait lasts longer than the deadline, and no task begins after it. A task that is under way
 * then is interrupted and left; it keeps its permit until it ends. Where a call ends earlier, by an
 * exception, it interrupts the tasks that are under way and waits for their end until the deadline.
 *
 * <p>Several threads may use one object at a time; they share its permits. A task must not wait for
 * tasks of the same object, which may want the permit that it holds.
 */
public final class BoundedTasks {
  private final Semaphore permits;

  /**
   * Tasks for so many permits.
   *
   * @param permits the most tasks that are under way at once, from 1
   * @throws IllegalArgumentException when there is none
   */
  public BoundedTasks(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "permits holds %d, expected at least 1".formatted(permits));
    }
    this.permits = new Semaphore(permits);
  }

  /** What to do with an input, on a thread of its own. */
  @FunctionalInterface
  public interface Task<K, T> {
    /** Does it; what it throws becomes the outcome. */
    T run(K input) throws InterruptedException;
  }

  /** Takes what became of an input's task, on the thread that asked for it. */
  @FunctionalInterface
  public interface Ended<K, T> {
    /** Hears of a task that has ended, on the caller's thread, one at a time. */
    void ended(K input, TaskOutcome<T> outcome) throws InterruptedException;
  }

  /**
   * Runs a task for each input; the first that fails stops the others. What it threw is thrown as
   * it is.
   *
   * @return the results in the order of the inputs
   * @throws UnfinishedTasks when the deadline passes first
   */
  public <K, T> List<T> all(List<K> inputs, Task<? super K, T> task, Deadline deadline)
      throws InterruptedException {
    List<T> results = new ArrayList<>(inputs.size());
    int ended = 0;
    for (TaskOutcome<T> outcome : outcomes(inputs, task, true, deadline)) {
      if (outcome instanceof TaskOutcome.Done<T>(T result)) {
        results.add(result);
        ended++;
      }
    }
    if (ended < inputs.size()) {
      throw new UnfinishedTasks(inputs.size() - ended, inputs.size());
    }
    return results;
  }

  /**
   * Runs a task for each input; one that fails stops no other.
   *
   * @return what became of each, in the order of the inputs
   */
  public <K, T> List<TaskOutcome<T>> outcomes(
      List<K> inputs, Task<? super K, T> task, Deadline deadline) throws InterruptedException {
    return outcomes(inputs, task, false, deadline);
  }

  private <K, T> List<TaskOutcome<T>> outcomes(
      List<K> inputs, Task<? super K, T> task, boolean failing, Deadline deadline)
      throws InterruptedException {
    List<TaskOutcome<T>> outcomes =
        new ArrayList<>(Collections.nCopies(inputs.size(), new TaskOutcome.Unfinished<>()));
    Queue<Integer> places = new ArrayDeque<>(IntStream.range(0, inputs.size()).boxed().toList());
    this.<Integer, T>run(
        places,
        place -> task.run(inputs.get(place)),
        (place, outcome) -> {
          if (failing && outcome instanceof TaskOutcome.Failed<T> failed) {
            throw failed.rethrown();
          }
          outcomes.set(place, outcome);
        },
        deadline);
    return outcomes;
  }

  /**
   * Runs a task for each input of a queue until the queue is empty and every task has ended.
   *
   * @param inputs are taken from the head when there is a permit; those that the deadline leaves
   *     stay there
   * @param ended takes each outcome when it is known, once for each input taken; may add inputs. An
   *     exception that it throws ends the call
   */
  public <K, T> void run(
      Queue<K> inputs, Task<? super K, T> task, Ended<? super K, T> ended, Deadline deadline)
      throws InterruptedException {
    Map<String, String> logIds = MDC.getCopyOfContextMap();
    BlockingQueue<Worker<K, T>> done = new LinkedBlockingQueue<>();
    Set<Worker<K, T>> underWay = new HashSet<>();
    try {
      boolean inTime = true;
      while (inTime && !(inputs.isEmpty() && underWay.isEmpty())) {
        if (done.isEmpty() && !inputs.isEmpty() && takePermit(underWay.isEmpty(), deadline)) {
          underWay.add(begun(inputs, task, logIds, done));
        } else {
          inTime = tellNext(done, underWay, ended, deadline);
        }
      }
      for (Worker<K, T> late : List.copyOf(underWay)) {
        late.thread.interrupt();
        ended.ended(late.input, new TaskOutcome.Unfinished<>());
      }
    } finally {
      underWay.forEach(worker -> worker.thread.interrupt());
      awaitEnd(done, underWay, deadline);
    }
  }

  /** Waits for a permit only where no end of a task can be waited for. */
  private boolean takePermit(boolean waiting, Deadline deadline) throws InterruptedException {
    if (deadline.hasPassed()) {
      return false;
    }
    return waiting
        ? permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)
        : permits.tryAcquire();
  }

  /** Begins a task, which gives the permit back. */
  private <K, T> Worker<K, T> begun(
      Queue<K> inputs,
      Task<? super K, T> task,
      Map<String, String> logIds,
      BlockingQueue<Worker<K, T>> done) {
    boolean begun = false;
    try {
      Worker<K, T> worker = new Worker<>(inputs.remove(), task, logIds, done, permits);
      worker.thread.start();
      begun = true;
      return worker;
    } finally {
      if (!begun) {
        permits.release();
      }
    }
  }

  /** Hands the next outcome over; false when there was none until the deadline. */
  private static <K, T> boolean tellNext(
      BlockingQueue<Worker<K, T>> done,
      Set<Worker<K, T>> underWay,
      Ended<? super K, T> ended,
      Deadline deadline)
      throws InterruptedException {
    Worker<K, T> next = done.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    if (next == null) {
      return false;
    }
    underWay.remove(next);
    ended.ended(next.input, next.outcome);
    return true;
  }

  private static <K, T> void awaitEnd(
      BlockingQueue<Worker<K, T>> done, Set<Worker<K, T>> underWay, Deadline deadline) {
    try {
      while (!underWay.isEmpty()) {
        Worker<K, T> next = done.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        underWay.remove(next);
      }
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  /** One task under way. Its outcome is there once it stands in {@code done}. */
  private static final class Worker<K, T> implements Runnable {
    private final K input;
    private final Task<? super K, T> task;
    private final Map<String, String> logIds;
    private final BlockingQueue<Worker<K, T>> done;
    private final Semaphore permits;
    private final Thread thread = Thread.ofVirtual().unstarted(this);
    private TaskOutcome<T> outcome;

    Worker(
        K input,
        Task<? super K, T> task,
        Map<String, String> logIds,
        BlockingQueue<Worker<K, T>> done,
        Semaphore permits) {
      this.input = input;
      this.task = task;
      this.logIds = logIds;
      this.done = done;
      this.permits = permits;
    }

    @Override
    public void run() {
      try {
        outcome = outcome();
      } finally {
        // First the permit, so that who hears of the end finds it.
        permits.release();
        done.add(this);
      }
    }

    private TaskOutcome<T> outcome() {
      try {
        if (logIds != null) {
          MDC.setContextMap(logIds);
        }
        return new TaskOutcome.Done<>(task.run(input));
      } catch (Throwable thrown) {
        return new TaskOutcome.Failed<>(thrown);
      }
    }
  }
}
