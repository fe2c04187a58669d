package dev.millrace.benchmarks;

import dev.millrace.local.lambda.Functions;
import dev.millrace.local.lambda.LambdaFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkBytes;

/** A function in a process of its own, started for its first event and timed. */
final class FunctionProcess implements AutoCloseable {
  private static final Path LOGS = FreshStack.DIRECTORY.resolve("logs/functions");
  private static final Path CODE = FreshStack.DIRECTORY.resolve("functions");

  private final Functions functions;
  private final String name;
  private final double readyMillis;
  private final double answeredMillis;

  /** Starts the process and returns when it has answered. */
  FunctionProcess(LambdaFunction function, SdkBytes firstEvent)
      throws IOException, InterruptedException {
    name = function.name();
    // A folder each: to unpack the runtime again under a process that has it in memory would crash
    // it.
    functions = new Functions(List.of(function), CODE.resolve(name), LOGS, System.err::println);
    try {
      long start = System.nanoTime();
      CompletableFuture<Long> ready = functions.ready(name).thenApply(nothing -> System.nanoTime());
      answer(firstEvent);
      answeredMillis = (System.nanoTime() - start) / 1e6;
      readyMillis = (ready.join() - start) / 1e6;
    } catch (InterruptedException | RuntimeException e) {
      functions.close();
      throw e;
    }
  }

  /** From the start of the process until it has run its initialization and hooks, in ms. */
  double readyMillis() {
    return readyMillis;
  }

  /** From the start of the process to the first answer, in ms. */
  double answeredMillis() {
    return answeredMillis;
  }

  String answer(SdkBytes event) throws InterruptedException {
    return Answer.to(functions.invoke(name, event));
  }

  /** A line of {@code /proc/PID/status}, such as VmRSS or VmHWM, in MB of 1,048,576 bytes. */
  double megabytes(String line) throws IOException {
    Path status = Path.of("/proc", functions.pids(name).getFirst().toString(), "status");
    return Files.readAllLines(status).stream()
            .filter(each -> each.startsWith(line + ":"))
            .mapToLong(each -> Long.parseLong(each.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }

  /** CPU time since its start. */
  Duration cpu() {
    return ProcessHandle.of(functions.pids(name).getFirst())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }

  @Override
  public void close() {
    functions.close();
  }
}
