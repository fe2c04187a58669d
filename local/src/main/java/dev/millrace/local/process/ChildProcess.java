package dev.millrace.local.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** A process of the local stack: what it writes goes to a log file, and it ends with the stack. */
public final class ChildProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 2;

  private final String name;
  private final Process process;
  private final Path log;
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();
  private volatile boolean closed;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process in an environment that holds only PATH, HOME, LANG and what is given.
   *
   * @param name also that of the log file in {@code logs}
   * @throws IOException when the program cannot be run
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path logs)
      throws IOException {
    Files.createDirectories(logs);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().putAll(environment);
    ChildProcess child = new ChildProcess(name, builder.start(), logs.resolve(name + ".log"));
    Thread.ofVirtual().name(name + "-log").start(child::copyOutput);
    return child;
  }

  private void copyOutput() {
    try (BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var writer =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        firstLine.complete(line);
        writer.write(line);
        writer.newLine();
        writer.flush();
      }
      firstLine.completeExceptionally(
          new IOException(name + " ended before it was ready; see " + log));
    } catch (IOException e) {
      firstLine.completeExceptionally(e);
      if (process.isAlive() && !closed) {
        throw new UncheckedIOException("The log of " + name + " cannot be kept", e);
      }
    }
  }

  /** Waits for the first line that the process writes. */
  public String firstLineWritten() throws IOException {
    try {
      return firstLine.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(name + " did not start; see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + name + " started", e);
    }
  }

  /** Takes the exit status when the process ends, for whatever reason. */
  public void whenEnded(IntConsumer action) {
    var unused = process.onExit().thenAccept(ended -> action.accept(ended.exitValue()));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether the stack itself ended the process. */
  public boolean isClosed() {
    return closed;
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log;
  }

  /** Ends the process at once, as the kernel would. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    closed = true;
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
