package dev.millrace.local.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A process that is started again, after a growing pause, whenever it ends by itself, or cannot be
 * started again at once.
 */
public final class SupervisedProcess implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final long STEADY_NANOS = 30_000_000_000L;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path logs;
  private final Consumer<String> report;

  @GuardedBy("this")
  private ChildProcess process;

  @GuardedBy("this")
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  @GuardedBy("this")
  private boolean stopped = true;

  /**
   * @param report told, in a sentence, when the process ends by itself
   */
  public SupervisedProcess(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path logs,
      Consumer<String> report) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.logs = logs;
    this.report = report;
  }

  /** Starts the process, unless it runs. */
  public synchronized void start() throws IOException {
    if (stopped) {
      stopped = false;
      launch();
    }
  }

  @GuardedBy("this")
  private void launch() throws IOException {
    long start = System.nanoTime();
    ChildProcess launched = ChildProcess.start(name, command, environment, logs);
    process = launched;
    launched.whenEnded(status -> ended(launched, status, System.nanoTime() - start));
  }

  private void ended(ChildProcess ended, int status, long nanos) {
    // A Ctrl-C reaches this process before it reaches those that stop it.
    after(100, () -> restartAfter(ended, status, nanos));
  }

  private synchronized void restartAfter(ChildProcess ended, int status, long nanos) {
    if (stopped || ended != process) {
      return;
    }
    report.accept(
        "%s ended with status %d and is started again; see %s"
            .formatted(name, status, ended.log()));
    if (nanos > STEADY_NANOS) {
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    restartLater();
  }

  @GuardedBy("this")
  private void restartLater() {
    after(pauseMillis, this::restart);
    pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
  }

  private static void after(long millis, Runnable action) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(millis);
                action.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private synchronized void restart() {
    if (stopped) {
      return;
    }
    try {
      launch();
    } catch (IOException e) {
      report.accept(
          "%s cannot be started again now, and is tried later: %s".formatted(name, e.getMessage()));
      restartLater();
    }
  }

  /** Waits for the first line that the process writes after it was last started. */
  public String firstLineWritten() throws IOException {
    ChildProcess current;
    synchronized (this) {
      current = process;
    }
    return current.firstLineWritten();
  }

  /** The process that runs now, or ran last. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Ends the process until it is started again. */
  public synchronized void stop() {
    stopped = true;
    if (process != null) {
      process.close();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
