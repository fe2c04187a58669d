package dev.millrace.local.lambda;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The instances of one function. The first is started when asked for or at the first event;
 * another, up to {@value #MAXIMUM_INSTANCES}, when an event has waited for {@value
 * #PATIENCE_MILLIS} ms. One that dies is replaced.
 */
final class FunctionPool implements AutoCloseable {
  private static final int MAXIMUM_INSTANCES = 4;
  private static final int HOPELESS_STARTS = 3;
  private static final long PATIENCE_MILLIS = 1000;
  private static final long FIRST_RESTART_MILLIS = 100;
  private static final long LAST_RESTART_MILLIS = 10_000;

  private final LambdaFunction function;
  private final FunctionCode code;
  private final RuntimeInterfaceClient client;
  private final Path logs;
  private final ScheduledExecutorService timer;
  private final Consumer<String> report;
  private final BlockingDeque<Invocation> queue = new LinkedBlockingDeque<>();

  @GuardedBy("this")
  private final List<FunctionInstance> instances = new ArrayList<>();

  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  @GuardedBy("this")
  private int pendingRestarts;

  @GuardedBy("this")
  private int started;

  @GuardedBy("this")
  private long restartMillis = FIRST_RESTART_MILLIS;

  @GuardedBy("this")
  private boolean closed;

  FunctionPool(
      LambdaFunction function,
      FunctionCode code,
      RuntimeInterfaceClient client,
      Path logs,
      ScheduledExecutorService timer,
      Consumer<String> report) {
    this.function = function;
    this.code = code;
    this.client = client;
    this.logs = logs;
    this.timer = timer;
    this.report = report;
  }

  LambdaFunction function() {
    return function;
  }

  CompletableFuture<InvocationResult> invoke(String arn, SdkBytes event) {
    Invocation invocation = Invocation.of(arn, event);
    queue.addLast(invocation);
    start();
    scaleOutLater(invocation);
    return invocation.result();
  }

  /** Starts the first instance where there is none. */
  synchronized void start() {
    if (!closed && instances.isEmpty() && pendingRestarts == 0) {
      startInstance();
    }
  }

  /** Completes when the first instance is ready for events. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  private void later(long millis, Runnable action) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, timer).execute(action);
  }

  private void scaleOutLater(Invocation waiting) {
    later(PATIENCE_MILLIS, () -> scaleOut(waiting));
  }

  /** Looks again for as long as the event waits: an instance may just be starting for another. */
  private synchronized void scaleOut(Invocation waiting) {
    if (closed || !queue.contains(waiting)) {
      return;
    }
    if (instances.size() + pendingRestarts < MAXIMUM_INSTANCES
        && instances.stream().allMatch(FunctionInstance::isReady)) {
      startInstance();
    }
    scaleOutLater(waiting);
  }

  /** Ends every instance as a crash would. */
  synchronized void kill() {
    instances.forEach(instance -> instance.process().kill());
  }

  synchronized List<Long> pids() {
    return instances.stream().map(instance -> instance.process().pid()).toList();
  }

  @GuardedBy("this")
  private void startInstance() {
    String name = ++started == 1 ? function.name() : function.name() + "-" + started;
    try {
      FunctionCommand command = new FunctionCommand(function, code.taskRoot(), client);
      FunctionInstance instance = new FunctionInstance(function, command, name, logs, queue, timer);
      instances.add(instance);
      instance.whenReady(this::becameReady);
      instance.whenEnded(status -> ended(instance, status));
    } catch (IOException e) {
      failOneWaiting(
          InvocationResult.FunctionError.of("Runtime.InvalidEntrypoint", e.getMessage()));
      report.accept("%s could not be started: %s".formatted(function.name(), e.getMessage()));
      restartLater();
    }
  }

  private synchronized void becameReady() {
    restartMillis = FIRST_RESTART_MILLIS;
    ready.complete(null);
  }

  private synchronized void ended(FunctionInstance instance, int status) {
    instances.remove(instance);
    if (closed || instance.process().isClosed()) {
      return;
    }
    if (!instance.isReady()) {
      failedToStart(instance, status);
    }
    // A Ctrl-C reaches the instances before the stack's own shutdown does.
    later(100, () -> reportCrash(instance, status));
    restartLater();
  }

  @GuardedBy("this")
  private void failedToStart(FunctionInstance instance, int status) {
    InvocationResult.FunctionError error =
        instance
            .initializationError()
            .orElseGet(
                () ->
                    InvocationResult.FunctionError.of(
                        "Runtime.ExitError", "Runtime exited with error: exit status " + status));
    failOneWaiting(error);
    if (started >= HOPELESS_STARTS) {
      ready.completeExceptionally(
          new StackException(
              "%s does not start; see %s".formatted(function.name(), instance.process().log())));
    }
  }

  private synchronized void reportCrash(FunctionInstance instance, int status) {
    if (!closed) {
      report.accept(
          "%s ended with status %d and is started again; see %s"
              .formatted(function.name(), status, instance.process().log()));
    }
  }

  @GuardedBy("this")
  private void restartLater() {
    pendingRestarts++;
    later(restartMillis, this::restart);
    restartMillis = Math.min(restartMillis * 2, LAST_RESTART_MILLIS);
  }

  private synchronized void restart() {
    pendingRestarts--;
    if (!closed) {
      startInstance();
    }
  }

  private void failOneWaiting(InvocationResult.FunctionError error) {
    Invocation waiting = queue.pollFirst();
    if (waiting != null) {
      waiting.result().complete(error);
    }
  }

  @Override
  public void close() {
    List<FunctionInstance> toClose;
    synchronized (this) {
      closed = true;
      toClose = List.copyOf(instances);
    }
    toClose.forEach(FunctionInstance::close);
    InvocationResult.FunctionError stopped =
        InvocationResult.FunctionError.of("Runtime.ExitError", "The stack has stopped");
    for (Invocation waiting = queue.pollFirst(); waiting != null; waiting = queue.pollFirst()) {
      waiting.result().complete(stopped);
    }
  }
}
