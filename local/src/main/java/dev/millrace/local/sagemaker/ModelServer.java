package dev.millrace.local.sagemaker;

import dev.millrace.local.process.FreePort;
import dev.millrace.local.process.SupervisedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The container behind an endpoint, run without a container: a process, started again when it dies.
 */
public final class ModelServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final SupervisedProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path logs;
  private final int port;

  /**
   * @param image the container's files: {@code bin/model-server} and what it needs
   * @param environment the container's, from the template
   * @param report told when the process dies
   */
  public ModelServer(
      Path image, Map<String, String> environment, Path logs, Consumer<String> report)
      throws IOException {
    Path program = image.resolve("bin/model-server");
    if (!Files.isExecutable(program)) {
      throw new IOException(program + " is not there: build model-server first");
    }
    this.logs = logs;
    this.port = FreePort.find();
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("PORT", Integer.toString(port));
    settings.put("BIND_ADDRESS", "127.0.0.1");
    // Else it would outlive a stack that is killed.
    settings.put("END_WITH_INPUT", "true");
    settings.put("JAVA_HOME", System.getProperty("java.home"));
    this.process =
        new SupervisedProcess(
            "model-server", List.of(program.toString(), "serve"), settings, logs, report);
  }

  /** Where the container answers. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The process that serves. */
  public long pid() {
    return process.pid();
  }

  /** Starts the server, unless it runs. */
  public void start() throws IOException {
    process.start();
  }

  /** Waits until the server answers pings. */
  public void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!answersPing()) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "The model server did not answer within %d s; see %s"
                .formatted(START_LIMIT.toSeconds(), logs.resolve("model-server.log")));
      }
      Thread.sleep(20);
    }
  }

  private boolean answersPing() throws InterruptedException {
    HttpRequest ping =
        HttpRequest.newBuilder(endpoint().resolve("/ping")).timeout(Duration.ofSeconds(2)).build();
    try {
      return client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // It does not listen yet.
      return false;
    }
  }

  /** Stops the server until it is started again: the endpoint is down. */
  public void stop() {
    process.stop();
  }

  @Override
  public void close() {
    process.close();
    client.shutdownNow();
  }
}
