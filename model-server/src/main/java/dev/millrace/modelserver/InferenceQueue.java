package dev.millrace.modelserver;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * As many inferences at once as the machine has cores: more of them would only take turns. The
 * others wait in the order in which they came, and shadows wait until nobody else does.
 * Thread-safe.
 */
final class InferenceQueue {
  private final int cores;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<Waiting> answers = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Deque<Waiting> shadows = new ArrayDeque<>();

  @GuardedBy("lock")
  private int running;

  @GuardedBy("lock")
  private int runningShadows;

  /** Whom an inference is for. */
  enum Role {
    /** Somebody waits for the answer. */
    ANSWER,
    /** Nobody does: the answer is compared later. */
    SHADOW
  }

  private static final class Waiting {
    private final Condition turn;
    private boolean isAdmitted;

    private Waiting(Condition turn) {
      this.turn = turn;
    }
  }

  /** Work that one core does. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * A queue before some cores.
   *
   * @param cores one at least
   */
  InferenceQueue(int cores) {
    if (cores < 1) {
      throw new IllegalArgumentException("%d cores; expected one at least".formatted(cores));
    }
    this.cores = cores;
  }

  /** How many shadows at most run at once: half of the cores, and one at least. */
  int mostShadows() {
    return Math.max(1, cores / 2);
  }

  /** Does the work once it is its turn. */
  <T, E extends Exception> T run(Role role, Work<T, E> work) throws E {
    await(role);
    try {
      return work.run();
    } finally {
      release(role);
    }
  }

  /** How many wait for their turn. */
  int waiting(Role role) {
    lock.lock();
    try {
      return (role == Role.SHADOW ? shadows : answers).size();
    } finally {
      lock.unlock();
    }
  }

  private void await(Role role) {
    lock.lock();
    try {
      Waiting waiting = new Waiting(lock.newCondition());
      (role == Role.SHADOW ? shadows : answers).addLast(waiting);
      admit();
      while (!waiting.isAdmitted) {
        waiting.turn.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(Role role) {
    lock.lock();
    try {
      running--;
      if (role == Role.SHADOW) {
        runningShadows--;
      }
      admit();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void admit() {
    while (running < cores) {
      Waiting next = answers.pollFirst();
      if (next == null && runningShadows < mostShadows()) {
        next = shadows.pollFirst();
        if (next != null) {
          runningShadows++;
        }
      }
      if (next == null) {
        return;
      }
      running++;
      next.isAdmitted = true;
      next.turn.signal();
    }
  }
}
