package dev.millrace.local.sagemaker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.process.FreePort;
import dev.millrace.local.process.SupervisedProcess;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The container behind an endpoint, run without a container: a process, started again when it dies.
 */
public final class ModelServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "model-server";
  private static final String CANNOT_START = "\"message\":\"cannot start\"";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final SupervisedProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path log;
  private final int port;

  /** How long the log was when the server was last told to start. */
  private volatile long logged;

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
    this.log = logs.resolve(NAME + ".log");
    this.port = FreePort.find();
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("PORT", Integer.toString(port));
    settings.put("BIND_ADDRESS", "127.0.0.1");
    // Else it would outlive a stack that is killed.
    settings.put("END_WITH_INPUT", "true");
    settings.put("JAVA_HOME", System.getProperty("java.home"));
    this.process =
        new SupervisedProcess(NAME, List.of(program.toString(), "serve"), settings, logs, report);
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
    logged = Files.exists(log) ? Files.size(log) : 0;
    process.start();
  }

  /**
   * Waits until the server answers pings.
   *
   * @throws StackException with what the server says is wrong, a model that does not fit, say
   */
  public void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!answersPing()) {
      refusal()
          .ifPresent(
              reason -> {
                throw new StackException("The model server cannot start: " + reason);
              });
      if (System.nanoTime() > end) {
        throw new IOException(
            "The model server did not answer within %d s; see %s"
                .formatted(START_LIMIT.toSeconds(), log));
      }
      Thread.sleep(20);
    }
  }

  /** Why the server ended since it was last told to start, as it writes itself. */
  private Optional<String> refusal() throws IOException {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    try (InputStream written = Files.newInputStream(log)) {
      written.skipNBytes(Math.min(logged, Files.size(log)));
      return new String(written.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.contains(CANNOT_START) && line.endsWith("}"))
          .findFirst()
          .map(ModelServer::reason);
    }
  }

  private static String reason(String line) {
    try {
      return JSON.readTree(line).path("reason").asText();
    } catch (JsonProcessingException otherForm) {
      return line;
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
