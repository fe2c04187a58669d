package dev.millrace.local.lambda;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;

/** The functions of the local stack, each in JVMs of its own. */
public final class Functions implements AutoCloseable {
  private final Map<String, FunctionPool> pools = new LinkedHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().name("functions").factory());

  /**
   * @param directory where the zips are unpacked, each when its first function starts; folders of
   *     zips that no function has are removed
   * @param logs where the functions' output goes
   * @param report told when an instance dies
   * @throws IOException when a zip is not there
   */
  public Functions(
      Collection<LambdaFunction> functions, Path directory, Path logs, Consumer<String> report)
      throws IOException {
    RuntimeInterfaceClient client = RuntimeInterfaceClient.unpack(directory);
    Map<Path, FunctionCode> codes = new HashMap<>();
    for (LambdaFunction function : functions) {
      FunctionCode code = codes.get(function.code());
      if (code == null) {
        code = new FunctionCode(function.code(), directory);
        codes.put(function.code(), code);
      }
      pools.put(
          key(function.name()), new FunctionPool(function, code, client, logs, timer, report));
    }
    FunctionCode.deleteOthers(directory, codes.values());
  }

  /** Upper and lower case, hyphens and underscores make no difference. */
  private static String key(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** The function that a name, a name with a qualifier or an ARN refers to. */
  public Optional<LambdaFunction> find(String reference) {
    return pool(reference).map(FunctionPool::function);
  }

  private Optional<FunctionPool> pool(String reference) {
    List<String> parts = List.of(reference.split(":", -1));
    String name =
        parts.getFirst().equals("arn") && parts.size() > 6 ? parts.get(6) : parts.getFirst();
    return Optional.ofNullable(pools.get(key(name)));
  }

  /**
   * The function that a reference means.
   *
   * @throws IllegalArgumentException when there is none
   */
  LambdaFunction existing(String reference) {
    return existingPool(reference).function();
  }

  private FunctionPool existingPool(String reference) {
    return pool(reference)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no function " + reference + "; there are " + names()));
  }

  public List<String> names() {
    return pools.values().stream().map(pool -> pool.function().name()).toList();
  }

  /** Starts an instance of a function, where there is none. */
  public void start(String reference) {
    existingPool(reference).start();
  }

  /** Completes when an instance of a function is ready for events. */
  public CompletableFuture<Void> ready(String reference) {
    return existingPool(reference).ready();
  }

  /**
   * Hands an event to a function; completes when it has answered, failed, died or run out of time.
   *
   * @throws IllegalArgumentException when there is no such function
   */
  public CompletableFuture<InvocationResult> invoke(String reference, SdkBytes event) {
    FunctionPool pool = existingPool(reference);
    return pool.invoke(pool.function().arn() + ":live", event);
  }

  /**
   * Hands an event to a function and waits for what comes of it.
   *
   * @throws IllegalArgumentException when there is no such function
   */
  public InvocationResult invokeAndWait(String reference, SdkBytes event)
      throws InterruptedException {
    try {
      return invoke(reference, event).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("An invocation ends with a result", e);
    }
  }

  /** Kills a function's processes as a crash would; they are started again. */
  public void kill(String reference) {
    existingPool(reference).kill();
  }

  /** The processes of a function. */
  public List<Long> pids(String reference) {
    return existingPool(reference).pids();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
      pools.values().forEach(pool -> closing.execute(pool::close));
    }
  }
}
