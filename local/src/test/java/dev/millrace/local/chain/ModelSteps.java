package dev.millrace.local.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.LocalStack;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.rollout.RolloutDemo;
import dev.millrace.local.support.StackApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Does with versions what can be done with them. */
final class ModelSteps implements AutoCloseable {
  private static final String MODEL = "/models/session-conversion";

  private final LocalStack stack;
  private final StackApi api;

  ModelSteps(LocalStack stack) {
    this.stack = stack;
    this.api = new StackApi(stack.url(), stack.token());
  }

  /** Two rollouts: 1.1.0 is active and 1.0.0 the last good one, 1.2.0 was rolled back. */
  void rollOut(Path served) throws Exception {
    assertThat(RolloutDemo.run(stack, served, System.err::println)).isTrue();
    JsonNode request =
        StackApi.JSON.readTree(
            """
            {"version": "1.2.0", "steps": [{"weight": 1, "bake_seconds": 600}],
             "guardrails": {"error_rate": 0.5, "minimum_sample": 1000}}
            """);
    String id = post("/rollouts", request).path("id").asText();
    post("/rollouts/" + id + "/cancel", StackApi.JSON.createObjectNode());
    awaitEnd("/rollouts/" + id, "cancelled");
    get("/rollouts");
  }

  /** A shadow scores, a version is named, and the one before comes back. */
  void route(BooleanSupplier shadowsAreLogged) throws Exception {
    JsonNode routing = get("/routing");
    put(
        "/routing",
        """
        {"revision": %d, "active": "1.1.0", "shadow": ["1.0.0"]}
        """
            .formatted(routing.path("revision").asLong()));
    RecorderStack.await(
        () -> {
          try {
            predict("");
          } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
          }
          return shadowsAreLogged.getAsBoolean();
        });
    assertThat(predict("?version=1.0.0").path("model_version").asText()).isEqualTo("1.0.0");
    assertThat(api.post("/predictions?version=7.7.7", StackApi.JSON.readTree(document())).status())
        .isEqualTo(404);
    put("/streams", "{\"streams\": [\"sessions\"]}");
    post("/rollback", StackApi.JSON.readTree("{\"reason\": \"to see it come back\"}"));
  }

  /** A version that nobody routes is taken out of use, and at last deleted. */
  void retire() throws Exception {
    String version = "/versions/1.2.0";
    for (String change : List.of("/deactivate", "/activate", "/deactivate")) {
      post(version + change, StackApi.JSON.createObjectNode());
    }
    HttpRequest delete =
        HttpRequest.newBuilder(URI.create(stack.url() + MODEL + version))
            .header("Authorization", "Bearer " + stack.token())
            .DELETE()
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(delete, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
    get("");
    get("/history");
    assertThat(api.get("/models").expect("The models")).hasSize(1);
  }

  /** What was archived is scored again, and once more until it is cancelled. */
  void scoreAnew() throws Exception {
    Instant to = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    JsonNode request =
        StackApi.JSON.readTree(
            "{\"version\": \"1.0.0\", \"from\": \"%s\", \"to\": \"%s\"}"
                .formatted(to.minus(1, ChronoUnit.DAYS), to));
    awaitEnd("/backfills/" + post("/backfills", request).path("id").asText(), "succeeded");
    String second = post("/backfills", request).path("id").asText();
    int cancelled =
        api.post(MODEL + "/backfills/" + second + "/cancel", StackApi.JSON.createObjectNode())
            .status();
    // It may have been faster.
    assertThat(cancelled).isIn(200, 409);
    get("/backfills");
  }

  private void awaitEnd(String path, String status) {
    RecorderStack.await(
        () -> {
          try {
            JsonNode run = get(path);
            return run.path("status").asText().equals(status);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
  }

  private JsonNode predict(String query) throws IOException, InterruptedException {
    return api.post("/predictions" + query, StackApi.JSON.readTree(document()))
        .expect("A prediction");
  }

  private static String document() {
    return "{\"_id\":\"of-versions\",\"_source\":{\"createdDateTime\":1731880381293}}";
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return api.get(MODEL + path).expect("GET " + path);
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return api.post(MODEL + path, body).expect("POST " + path);
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    api.put(MODEL + path, StackApi.JSON.readTree(body)).expect("PUT " + path);
  }

  @Override
  public void close() {
    api.close();
  }
}
