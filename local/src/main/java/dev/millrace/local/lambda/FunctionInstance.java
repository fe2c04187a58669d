package dev.millrace.local.lambda;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** One JVM of a function, which takes one event at a time from the function's queue. */
final class FunctionInstance implements RuntimeApi.Owner, AutoCloseable {
  /** Most that a function may answer, in bytes. */
  private static final int RESPONSE_LIMIT = 6 * 1024 * 1024;

  private final LambdaFunction function;
  private final BlockingDeque<Invocation> queue;
  private final ScheduledExecutorService timer;
  private final RuntimeApi runtimeApi;
  private final ChildProcess process;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  // Guards what follows: an event is either still queued, under way here, or finished.
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Invocation underWay;

  @GuardedBy("lock")
  private ScheduledFuture<?> timeout;

  @GuardedBy("lock")
  private Thread taking;

  @GuardedBy("lock")
  private boolean over;

  @GuardedBy("lock")
  private InvocationResult.FunctionError initializationError;

  FunctionInstance(
      LambdaFunction function,
      FunctionCommand command,
      String instance,
      Path logs,
      BlockingDeque<Invocation> queue,
      ScheduledExecutorService timer)
      throws IOException {
    this.function = function;
    this.queue = queue;
    this.timer = timer;
    this.runtimeApi = new RuntimeApi(this);
    this.process =
        ChildProcess.start(
            instance,
            command.command(logs),
            command.environment(runtimeApi.hostAndPort(), instance),
            logs);
    process.whenEnded(this::processEnded);
  }

  /** Whether the function has run its initialization and hooks and asked for its first event. */
  boolean isReady() {
    return ready.isDone();
  }

  void whenReady(Runnable action) {
    var unused = ready.thenRun(action);
  }

  /** Takes the exit status once the process has ended and its event, if any, has failed. */
  void whenEnded(IntConsumer action) {
    var unused = ended.thenAccept(action::accept);
  }

  /** Why the function's initialization failed, where it said so. */
  Optional<InvocationResult.FunctionError> initializationError() {
    synchronized (lock) {
      return Optional.ofNullable(initializationError);
    }
  }

  ChildProcess process() {
    return process;
  }

  @Override
  public RuntimeApi.Next next() throws InterruptedException {
    synchronized (lock) {
      taking = Thread.currentThread();
    }
    ready.complete(null);
    while (true) {
      Invocation invocation = queue.take();
      synchronized (lock) {
        if (over) {
          // The process died while this thread waited for it: the event belongs to another
          // instance.
          queue.addFirst(invocation);
          throw new InterruptedException();
        }
        if (invocation.result().isDone()) {
          continue;
        }
        taking = null;
        underWay = invocation;
        timeout =
            timer.schedule(
                () -> timedOut(invocation), function.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return new RuntimeApi.Next(invocation, Instant.now().plus(function.timeout()));
      }
    }
  }

  @Override
  public void finished(String requestId, InvocationResult result) {
    finish(requestId, withinLimit(result));
  }

  private static InvocationResult withinLimit(InvocationResult result) {
    return result.payload().asByteArrayUnsafe().length <= RESPONSE_LIMIT
        ? result
        : InvocationResult.FunctionError.of(
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (%d bytes)."
                .formatted(RESPONSE_LIMIT));
  }

  private boolean finish(String requestId, InvocationResult result) {
    Invocation invocation;
    synchronized (lock) {
      if (underWay == null || !underWay.requestId().equals(requestId)) {
        return false;
      }
      invocation = underWay;
      underWay = null;
      timeout.cancel(false);
    }
    invocation.result().complete(result);
    return true;
  }

  private void timedOut(Invocation invocation) {
    String message =
        "RequestId: %s Error: Task timed out after %d.%02d seconds"
            .formatted(
                invocation.requestId(),
                function.timeout().toSeconds(),
                function.timeout().toMillisPart() / 10);
    if (finish(
        invocation.requestId(), InvocationResult.FunctionError.of("Sandbox.Timedout", message))) {
      process.kill();
    }
  }

  @Override
  public void initializationFailed(InvocationResult.FunctionError error) {
    synchronized (lock) {
      initializationError = error;
    }
  }

  private void processEnded(int status) {
    Invocation interrupted;
    synchronized (lock) {
      over = true;
      interrupted = underWay;
      if (taking != null) {
        taking.interrupt();
      }
    }
    if (interrupted != null) {
      finish(
          interrupted.requestId(),
          InvocationResult.FunctionError.of(
              "Runtime.ExitError",
              "RequestId: %s Error: Runtime exited with error: exit status %d"
                  .formatted(interrupted.requestId(), status)));
    }
    runtimeApi.close();
    ended.complete(status);
  }

  @Override
  public void close() {
    process.close();
  }
}
