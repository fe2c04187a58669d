package dev.millrace.benchmarks;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A benchmark as a program: when it is told to end, by Ctrl-C or SIGTERM, it closes its stack
 * first.
 */
final class Program {
  private static final long LONGEST_SECONDS = 20;

  private Program() {}

  /** What a benchmark does. */
  interface Body {
    void run() throws IOException, InterruptedException;
  }

  /** Ends the JVM, with 1 when the body fails. */
  static void run(Body body) {
    Thread working = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(working, done), "stop"));
    int status = 0;
    try {
      body.run();
    } catch (IOException
        | InterruptedException
        | IllegalStateException
        | StackException
        | SdkException e) {
      System.err.println("bench: " + e.getMessage());
      status = 1;
    } finally {
      done.countDown();
    }
    System.exit(status);
  }

  private static void stop(Thread working, CountDownLatch done) {
    working.interrupt();
    try {
      boolean closed = done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!closed) {
        System.err.println("bench: the stack did not stop within " + LONGEST_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
