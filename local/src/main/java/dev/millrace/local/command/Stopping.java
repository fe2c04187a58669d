package dev.millrace.local.command;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets a command close its stack when the process is told to end, by Ctrl-C or SIGTERM. */
final class Stopping {
  private static final long LONGEST_SECONDS = 20;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread working = Thread.currentThread();
  private final Consumer<String> report;
  private volatile boolean told;

  /** What a command does, and says while it does. */
  interface Work {
    int run(Consumer<String> report) throws IOException, InterruptedException;
  }

  /** Made by the thread that is to be interrupted. */
  Stopping(Consumer<String> report) {
    this.report = report;
  }

  /**
   * Runs a command, which is interrupted when the process is told to end: that is said then, and is
   * no error.
   */
  static int run(Work work, Consumer<String> report) throws IOException, InterruptedException {
    Stopping stopping = new Stopping(report);
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::stop, "stop"));
    return stopping.run(work);
  }

  int run(Work work) throws IOException, InterruptedException {
    try {
      return work.run(this::reportUnlessTold);
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (!told) {
        throw e;
      }
      // The interrupt breaks off whatever call is under way, each with an exception of its own.
      report.accept("Stopped");
      return 0;
    } finally {
      done.countDown();
    }
  }

  /** A Ctrl-C reaches the stack's processes too: that they end is no news then. */
  private void reportUnlessTold(String line) {
    if (!told) {
      report.accept(line);
    }
  }

  /**
   * The JVM ends when its shutdown hooks do: this one lets the working thread close the stack
   * first.
   */
  void stop() {
    told = true;
    working.interrupt();
    try {
      boolean closed = done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!closed) {
        report.accept("millrace: the stack did not stop within " + LONGEST_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
