package dev.millrace.local.demo;

import dev.millrace.local.support.StackException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A feed at work in a thread of its own, which is interrupted when this is closed. */
final class Feeding implements AutoCloseable {
  private final FutureTask<Void> task;
  private final Thread thread;

  Feeding(Runnable feed) {
    task = new FutureTask<>(feed, null);
    thread = Thread.ofVirtual().name("feed").start(task);
  }

  /**
   * Says whether all documents are on the stream.
   *
   * @throws StackException when the feed broke off
   */
  boolean isDone() throws InterruptedException {
    if (!task.isDone()) {
      return false;
    }
    try {
      task.get();
      return true;
    } catch (ExecutionException e) {
      throw new StackException(
          "The documents cannot be put on the stream: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** Returns once the feed calls the stream no more. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
