package dev.millrace.lake.training;

import dev.millrace.common.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * Makes many calls, a bounded number at a time, on virtual threads that log with the ids of the
 * thread that asks for them.
 */
final class BoundedCalls {
  /** One call. It ends soon when its thread is interrupted. */
  @FunctionalInterface
  interface Call<T, R> {
    R of(T input) throws InterruptedException;
  }

  private BoundedCalls() {}

  /**
   * Calls once for each input. The first failure interrupts the calls that are under way, keeps
   * others from beginning, and is thrown once all have ended.
   *
   * @param atOnce the most calls that are under way at once, at least 1
   * @return the results, in the order of the inputs
   * @throws IllegalStateException when the deadline passes first; the calls are interrupted then
   */
  static <T, R> List<R> map(List<T> inputs, int atOnce, Deadline deadline, Call<T, R> call)
      throws InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    Map<String, String> ids = MDC.getCopyOfContextMap();
    List<Future<R>> calls = new ArrayList<>(inputs.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<R> ended = new ExecutorCompletionService<>(threads);
      try {
        for (T input : inputs) {
          calls.add(ended.submit(bounded(permits, ids, () -> call.of(input))));
        }
        for (int i = 0; i < calls.size(); i++) {
          result(next(ended, deadline, i, calls.size()));
        }
        List<R> results = new ArrayList<>(calls.size());
        for (Future<R> done : calls) {
          results.add(result(done));
        }
        return results;
      } finally {
        calls.forEach(left -> left.cancel(true));
      }
    }
  }

  private static <R> Callable<R> bounded(
      Semaphore permits, Map<String, String> ids, Callable<R> call) {
    return () -> {
      permits.acquire();
      try {
        if (ids != null) {
          MDC.setContextMap(ids);
        }
        return call.call();
      } finally {
        permits.release();
      }
    };
  }

  private static <R> Future<R> next(
      CompletionService<R> ended, Deadline deadline, int done, int all)
      throws InterruptedException {
    Future<R> call = ended.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    if (call == null) {
      throw new IllegalStateException(
          "The time ran out after %,d of %,d calls".formatted(done, all));
    }
    return call;
  }

  private static <R> R result(Future<R> call) throws InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException("A call failed", failed.getCause());
      }
    }
  }
}
