package dev.millrace.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.waiters.KinesisWaiter;

/** The local stack's Kinesis, in a process that ends with this one. */
public final class Kinesalite implements AutoCloseable {
  private final Process process;
  private final URI endpoint;
  private final KinesisClient client;

  /**
   * Starts it.
   *
   * @param directory where it keeps its streams
   */
  public Kinesalite(Path directory) throws IOException {
    Path local = local();
    int port = FreePort.onLoopback();
    process =
        new ProcessBuilder(
                "node",
                local.resolve("kinesis.js").toString(),
                directory.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (output.readLine() == null) {
      throw new IOException("Kinesalite did not start");
    }
    endpoint = URI.create("http://127.0.0.1:" + port);
    client = client(endpoint);
  }

  private static Path local() throws IOException {
    Path local = Path.of("../../local");
    if (!Files.isDirectory(local.resolve("node_modules/kinesalite"))) {
      throw new IOException(
          "Kinesalite is not installed: run `npm ci` in " + local.toAbsolutePath().normalize());
    }
    return local;
  }

  public URI endpoint() {
    return endpoint;
  }

  public KinesisClient client() {
    return client;
  }

  /** A client for a Kinesis on loopback, which speaks JSON in place of the SDK's CBOR. */
  public static KinesisClient client(URI endpoint) {
    System.setProperty("aws.cborEnabled", "false");
    return EmulatorClients.build(KinesisClient.builder(), endpoint, 8, Duration.ofSeconds(20));
  }

  /** Waits until a stream has come to rest after a change of its shards. */
  public static void awaitActive(KinesisClient kinesis, String stream) {
    try (KinesisWaiter waiter =
        KinesisWaiter.builder()
            .client(kinesis)
            .overrideConfiguration(
                wait ->
                    wait.maxAttempts(1_000)
                        .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(20))))
            .build()) {
      waiter.waitUntilStreamExists(describe -> describe.streamName(stream));
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      // It ends when its input does.
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException failed) {
      process.destroyForcibly();
      throw new UncheckedIOException("Kinesalite's input did not close", failed);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
