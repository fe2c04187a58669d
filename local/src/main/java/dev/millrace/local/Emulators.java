package dev.millrace.local;

import dev.millrace.local.emulator.DynamoDbEmulator;
import dev.millrace.local.emulator.Emulator;
import dev.millrace.local.emulator.KinesisEmulator;
import dev.millrace.local.emulator.S3Emulator;
import dev.millrace.local.emulator.SqsEmulator;
import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The emulated services, started side by side. */
final class Emulators implements AutoCloseable {
  private final Map<String, Emulator> byService = new LinkedHashMap<>();

  /**
   * @param module folder of the local stack, for Kinesalite
   * @param data where the services keep what they hold
   * @param fresh whether nothing of it is to outlive the stack
   * @param report told when a service's process dies
   */
  static Emulators start(Path module, Path data, boolean fresh, Path logs, Consumer<String> report)
      throws IOException, InterruptedException {
    Map<String, Callable<Emulator>> starts = new LinkedHashMap<>();
    starts.put(
        "KINESIS", () -> KinesisEmulator.start(module, data.resolve("kinesis"), logs, report));
    starts.put(
        "DYNAMODB",
        () ->
            fresh ? DynamoDbEmulator.inMemory() : DynamoDbEmulator.start(data.resolve("dynamodb")));
    starts.put(
        "S3",
        () ->
            S3Emulator.start(
                data.resolve("s3"),
                LocalCredentials.ACCESS_KEY_ID,
                LocalCredentials.SECRET_ACCESS_KEY));
    starts.put("SQS", SqsEmulator::start);
    return start(starts);
  }

  /**
   * Starts services side by side. When one fails, or the start is interrupted, those that have
   * started are stopped.
   */
  static Emulators start(Map<String, Callable<Emulator>> starts)
      throws IOException, InterruptedException {
    Map<String, Future<Emulator>> starting = new LinkedHashMap<>();
    // Its end waits for all of them; an interruption interrupts them and stays pending.
    try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
      starts.forEach((service, start) -> starting.put(service, threads.submit(start)));
    }
    Emulators emulators = new Emulators();
    Optional<Throwable> failure = Optional.empty();
    for (Map.Entry<String, Future<Emulator>> service : starting.entrySet()) {
      switch (service.getValue().state()) {
        case SUCCESS -> emulators.byService.put(service.getKey(), service.getValue().resultNow());
        case FAILED -> failure = Optional.of(service.getValue().exceptionNow());
        case RUNNING, CANCELLED -> {
          // Interrupted before it began.
        }
      }
    }
    if (Thread.interrupted()) {
      emulators.close();
      throw new InterruptedException("Interrupted while the services started");
    }
    if (failure.isPresent()) {
      emulators.close();
      throw new IOException(failure.get().getMessage(), failure.get());
    }
    return emulators;
  }

  /** Where the services answer, by the name that AWS_ENDPOINT_URL_ takes. */
  Map<String, URI> endpoints() {
    Map<String, URI> endpoints = new LinkedHashMap<>();
    byService.forEach((service, emulator) -> endpoints.put(service, emulator.endpoint()));
    return endpoints;
  }

  @Override
  public void close() {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      byService.values().forEach(emulator -> threads.execute(emulator::close));
    }
  }
}
