package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.LocalStack;
import dev.millrace.local.demo.MainJob;
import dev.millrace.local.fixture.RecorderStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, whole: the synthesized template, the functions' own packages, the model server. */
class DemoTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static LocalStack stack;
  private static List<String> startedWithTheStack;

  @TempDir Path directory;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    for (String artifact :
        List.of(
            "functions/scoring/target/scoring.zip", "model-server/target/image/bin/model-server")) {
      assertThat(ROOT.resolve(artifact))
          .as("built before this test: ./mvnw package -DskipTests")
          .exists();
    }
    Path assembly =
        new Synthesis(ROOT, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .assembly();
    stack = LocalStack.builder(ROOT, assembly, data).report(System.err::println).start();
    startedWithTheStack =
        stack.functions().names().stream()
            .filter(function -> !stack.functions().pids(function).isEmpty())
            .toList();
  }

  @AfterAll
  static void stop() {
    stack.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void onlyFunctionsOnTheScoringPathStartWithTheStack() {
    // Two seed the deployment's model before.
    assertThat(startedWithTheStack)
        .containsExactlyInAnyOrder(
            "SeedModels", "ValidateVersion", "ScoreSessions", "PredictionsApi");
  }

  @Test
  void everyDocumentIsAccountedForInInputOrder() throws Exception {
    List<JsonNode> lines =
        run(
            document("first", 1731880381293L),
            "not json",
            document("seconds", 1731880381L),
            document("first", 1731880381293L),
            document("second", 1735689599999L),
            "",
            "{\"_source\":{\"createdDateTime\":1731880381293}}");

    assertThat(lines)
        .extracting(line -> line.path("status").asText())
        .containsExactly(
            "predicted", "quarantined", "quarantined", "duplicate", "predicted", "quarantined");
    assertThat(lines)
        .extracting(line -> line.path("reason").asText())
        .containsExactly(
            "", "malformed_json", "created_date_time_out_of_range", "", "", "id_missing");
    assertThat(lines)
        .extracting(line -> line.path("line").asInt())
        .containsExactly(1, 2, 3, 4, 5, 7);
    assertThat(lines.getFirst().path("features").path("day_of_year").asInt()).isEqualTo(322);
    assertThat(lines.getFirst().path("model_version").asText()).isEqualTo("1.0.0");
  }

  @Test
  void bytesThatAreNoUtf8AreDocumentsToo() throws Exception {
    byte[] notUtf8 = {
      '{', '"', '_', 'i', 'd', '"', ':', '"', (byte) 0xFF, '"', '}', '\n', (byte) 0xFE
    };

    List<JsonNode> lines = run(Files.write(directory.resolve("input.ndjson"), notUtf8));

    assertThat(lines)
        .extracting(line -> line.path("status").asText() + " " + line.path("reason").asText())
        .containsExactly("quarantined malformed_json", "quarantined malformed_json");
  }

  @Test
  void whatFailsWhileTheEndpointIsDownIsPredictedAfterARedrive() throws Exception {
    var server = stack.modelServers().values().iterator().next();
    server.stop();
    List<JsonNode> failed;
    try {
      failed = run(document("later", 1731880381293L));
    } finally {
      server.start();
      server.awaitReady();
    }
    assertThat(failed.getFirst().path("status").asText()).isEqualTo("failed");

    RunningStack running = new RunningStack(stack.environment());
    RunningStack.Answer answer = running.invoke("Redrive", "{\"source\":\"failures\"}");
    assertThat(JSON.readTree(answer.payload()).path("sent").asInt()).isEqualTo(1);
    RunningStack.Answer again = running.invoke("Redrive", "{\"source\":\"failures\"}");
    assertThat(JSON.readTree(again.payload()).path("sent").asInt()).isZero();

    awaitPrediction("later");
  }

  private static void awaitPrediction(String id) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.url() + "/predictions/" + id))
            .header("Authorization", "Bearer " + stack.token())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      RecorderStack.await(
          () ->
              client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join().statusCode()
                  == 200);
    }
  }

  private List<JsonNode> run(String... documents) throws Exception {
    return run(
        Files.writeString(directory.resolve("input.ndjson"), String.join("\n", documents) + "\n"));
  }

  private List<JsonNode> run(Path input) throws Exception {
    Path output = directory.resolve("output.ndjson");
    MainJob job = MainJob.run(stack, MainJob.read(input), System.err::println);
    job.write(output);
    assertThat(job.missingLines()).isEmpty();
    assertThat(job.summary()).contains("read").contains("latency p99").contains(" 100 a second");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String document(String id, long created) {
    return JSON.valueToTree(
            Map.of("_id", id, "_source", Map.of("createdDateTime", created, "zipCode", "94105")))
        .toString();
  }
}
