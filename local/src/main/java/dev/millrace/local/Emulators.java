package dev.millrace.local;

import dev.millrace.local.emulator.DynamoDbEmulator;
import dev.millrace.local.emulator.Emulator;
import dev.millrace.local.emulator.KinesisEmulator;
import dev.millrace.local.emulator.S3Emulator;
import dev.millrace.local.emulator.SqsEmulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
    Emulators emulators = new Emulators();
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
    try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
      Map<String, Future<Emulator>> starting = new LinkedHashMap<>();
      starts.forEach((service, start) -> starting.put(service, threads.submit(start)));
      IOException failure = null;
      for (var entry : starting.entrySet()) {
        try {
          emulators.byService.put(entry.getKey(), entry.getValue().get());
        } catch (ExecutionException e) {
          failure = new IOException(e.getCause().getMessage(), e.getCause());
        }
      }
      if (failure != null) {
        emulators.close();
        throw failure;
      }
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
