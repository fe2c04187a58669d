package dev.millrace.tools.features;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** Lets threads do something in the order of their numbers. Thread-safe. */
final class TurnOrder {
  @GuardedBy("this")
  private long turn;

  @GuardedBy("this")
  private boolean stopped;

  /**
   * Waits for a number's turn.
   *
   * @return false when there are no turns any more
   */
  synchronized boolean await(long number) throws InterruptedException {
    while (turn != number && !stopped) {
      wait();
    }
    return !stopped;
  }

  /** It is the next number's turn. */
  synchronized void pass() {
    turn++;
    notifyAll();
  }

  /** Nobody's turn comes any more. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
