package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.LocalStack;
import dev.millrace.local.rollout.VersionRegistration;
import dev.millrace.local.support.StackApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Registers versions of the model that a stack serves, and routes to them, through its API. */
final class StackVersions implements AutoCloseable {
  /** The version that a fresh stack serves. */
  static final String SERVED = "1.0.0";

  private static final Path FOLDER = Path.of("model-server/models/session-conversion", SERVED);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  /** After this each function has read its routes again. */
  private static final long ROUTES_READ_MILLIS = 1_500;

  private final StackApi api;
  private final JsonNode definition;
  private final String path;

  StackVersions(LocalStack stack) throws IOException {
    this.api = new StackApi(stack.url(), stack.token());
    this.definition = StackApi.JSON.readTree(FOLDER.resolve("model.json").toFile());
    this.path = "/models/" + definition.path("name").asText();
  }

  /**
   * Registers the served model again, as another version.
   *
   * @throws dev.millrace.local.support.StackException unless it is validated
   */
  void register(String version) throws IOException, InterruptedException {
    Path file = FOLDER.resolve("model.onnx");
    new VersionRegistration(api, VersionRegistration.POLL)
        .register(
            definition.path("name").asText(),
            version,
            VersionRegistration.body(version, file, definition),
            file,
            VersionRegistration.PATIENCE);
  }

  /** Routes to these versions, and returns when every function does. */
  void route(String active, String... shadow) throws IOException, InterruptedException {
    ObjectNode routing = StackApi.JSON.createObjectNode();
    routing.put("active", active);
    ArrayNode shadows = routing.putArray("shadow");
    for (String version : shadow) {
      shadows.add(version);
    }
    routing.put("revision", routing().path("revision").asLong());
    api.put(path + "/routing", routing).expect("The routing");
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!routing().path("effective").asBoolean(true)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Routes were not in effect after " + LONGEST);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    Thread.sleep(ROUTES_READ_MILLIS);
  }

  /** Rolls back to the version that was active before. */
  void rollBack() throws IOException, InterruptedException {
    ObjectNode request = StackApi.JSON.createObjectNode().put("reason", "benchmark");
    api.post(path + "/rollback", request).expect("The roll-back");
  }

  /** What a document is answered; any status. */
  StackApi.Answer predict(JsonNode document) throws IOException, InterruptedException {
    return api.post("/predictions", document);
  }

  private JsonNode routing() throws IOException, InterruptedException {
    return api.get(path + "/routing").expect("The routing");
  }

  @Override
  public void close() {
    api.close();
  }
}
