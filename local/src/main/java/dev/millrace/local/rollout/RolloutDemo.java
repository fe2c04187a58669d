package dev.millrace.local.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.LocalStack;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Rolls two new versions of a model out while requests come: a good one, which is promoted, and one
 * whose definition reads a field that no document has, which is rolled back.
 */
public final class RolloutDemo {
  private static final int DOCUMENTS = 50;
  private static final long PAUSE_MILLIS = 200;
  private static final long REPORT_NANOS = 1_000_000_000L;
  private static final long GIVE_UP_NANOS = 180_000_000_000L;
  private static final String GOOD = "1.1.0";
  private static final String BAD = "1.2.0";

  private final StackApi api;
  private final Consumer<String> print;
  private final String model;
  private final VersionRegistration registration;
  private final Path file;
  private final JsonNode definition;
  private int sent;

  private RolloutDemo(StackApi api, Path folder, Consumer<String> print) throws IOException {
    this.api = api;
    this.print = print;
    this.registration = new VersionRegistration(api, VersionRegistration.POLL);
    this.file = folder.resolve("model.onnx");
    this.definition = StackApi.JSON.readTree(folder.resolve("model.json").toFile());
    this.model = definition.path("name").asText();
  }

  /**
   * Runs both rollouts.
   *
   * @param folder of the version that the stack serves: {@code model.json} and {@code model.onnx}
   * @param print gets a line at a time
   * @return whether the good version was promoted and the bad one rolled back
   */
  public static boolean run(LocalStack stack, Path folder, Consumer<String> print)
      throws IOException, InterruptedException {
    try (StackApi api = new StackApi(stack.url(), stack.token())) {
      return new RolloutDemo(api, folder, print).run();
    }
  }

  private boolean run() throws IOException, InterruptedException {
    register(GOOD, definition.path("features"));
    boolean promoted =
        rollOut(GOOD, "the same model again: nothing is wrong with it").equals("promoted");
    ArrayNode features = definition.path("features").deepCopy();
    ObjectNode first = StackApi.JSON.createObjectNode();
    first.put("name", features.get(0).path("name").asText());
    first.put("from", "_source.misspelt");
    first.put("as", "number");
    features.set(0, first);
    register(BAD, features);
    boolean rolledBack =
        rollOut(BAD, "its first feature reads a field that no document has").equals("rolled_back");
    JsonNode routing = routing();
    print.accept("");
    print.accept("Active now: " + routing.path("active").asText() + ". What happened:");
    JsonNode history = api.get("/models/" + model + "/history").expect("The history");
    for (int i = history.size() - 1; i >= 0; i--) {
      JsonNode change = history.get(i);
      print.accept(
          "  %s  %-17s %-6s %s"
              .formatted(
                  change.path("at").asText(),
                  change.path("action").asText(),
                  change.path("version").asText(""),
                  change.path("reason").asText("")));
    }
    return promoted && rolledBack;
  }

  private void register(String version, JsonNode features)
      throws IOException, InterruptedException {
    ObjectNode body = VersionRegistration.body(version, file, definition);
    body.set("features", features);
    JsonNode card = registration.register(model, version, body, file, VersionRegistration.PATIENCE);
    print.accept("Registered %s %s: %s".formatted(model, version, card.path("status").asText()));
  }

  private String rollOut(String version, String what) throws IOException, InterruptedException {
    print.accept("");
    print.accept("Rolling out %s (%s)".formatted(version, what));
    JsonNode request =
        StackApi.JSON.readTree(
            """
            {"version": "%s", "steps": [{"weight": 10, "bake_seconds": 5}, {"weight": 50, "bake_seconds": 5}],
             "guardrails": {"error_rate": 0.05, "score_shift": 0.5, "minimum_sample": 50}}
            """
                .formatted(version));
    String rollouts = "/models/" + model + "/rollouts";
    String id = api.post(rollouts, request).expect("The rollout").path("id").asText();
    Map<String, Integer> answered = new TreeMap<>();
    long began = System.nanoTime();
    long reported = 0;
    while (true) {
      ask(answered);
      JsonNode rollout = api.get(rollouts + "/" + id).expect("The rollout");
      String status = rollout.path("status").asText();
      boolean ended = !status.equals("running");
      long now = System.nanoTime();
      if (ended || now - reported > REPORT_NANOS) {
        reported = now;
        print.accept(line((now - began) / 1e9, answered, routing(), status));
      }
      if (ended) {
        print.accept("  " + status + why(rollout));
        return status;
      }
      if (now - began > GIVE_UP_NANOS) {
        throw new StackException("The rollout of %s did not end".formatted(version));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static String why(JsonNode rollout) {
    String detail = rollout.path("error").path("message").asText(rollout.path("reason").asText(""));
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private JsonNode routing() throws IOException, InterruptedException {
    return api.get("/models/" + model + "/routing").expect("The routing");
  }

  private static String line(
      double seconds, Map<String, Integer> answered, JsonNode routing, String status) {
    JsonNode canary = routing.path("canary");
    return String.format(
        Locale.ROOT,
        "  %5.1f s  %-8s active %s%s  answered %s",
        seconds,
        status,
        routing.path("active").asText(),
        canary.isObject()
            ? ", canary %s at %s %%"
                .formatted(canary.path("version").asText(), canary.path("weight").asText())
            : "",
        answered);
  }

  /** Asks for documents that nobody has seen, and counts the versions that answer. */
  private void ask(Map<String, Integer> answered) throws IOException, InterruptedException {
    ArrayNode documents = StackApi.JSON.createArrayNode();
    long now = Instant.now().toEpochMilli();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents
          .addObject()
          .put("_id", "rollout-" + sent++)
          .putObject("_source")
          .put("createdDateTime", now);
    }
    JsonNode answer = api.post("/predictions?model=" + model, documents).expect("A request");
    for (JsonNode prediction : answer.path("predictions")) {
      String by = prediction.path("model_version").asText(prediction.path("status").asText());
      answered.merge(
          prediction.has("fallback_from")
              ? "%s for %s".formatted(by, prediction.path("fallback_from").path("version").asText())
              : by,
          1,
          Integer::sum);
    }
  }
}
