package dev.millrace.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.LocalStack;
import dev.millrace.local.demo.MainJob;
import dev.millrace.local.sagemaker.ModelServer;
import dev.millrace.local.sample.SampleFolder;
import dev.millrace.local.support.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on the second sample: another model, other documents, a look-up of texts. */
class SampleDemoTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static SampleFolder sample;
  private static LocalStack stack;

  @TempDir Path directory;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    sample = SampleFolder.read(ROOT, "orders");
    Path assembly =
        new Synthesis(ROOT, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .serving(sample.model())
            .assembly();
    stack =
        LocalStack.builder(ROOT, assembly, data).apiOnDemand().report(System.err::println).start();
    SampleLookups.load(stack, sample, System.err::println);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void theSamplesDocumentsAreScoredByItsModelWithItsLookUps() throws Exception {
    List<JsonNode> lines = run(sample.documents());

    assertThat(lines).hasSize(300);
    assertThat(with(lines, "status", "predicted")).hasSize(260);
    assertThat(with(lines, "status", "duplicate")).hasSize(6);
    assertThat(with(lines, "status", "superseded")).hasSize(6);
    assertThat(with(lines, "reason", "feature_missing")).hasSize(2);
    assertThat(with(lines, "reason", "feature_invalid")).hasSize(4);
    assertThat(with(lines, "prediction", "exchanged"))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.path("model").asText()).isEqualTo("order-returns");
              assertThat(line.path("probabilities").path("exchanged").asDouble())
                  .isGreaterThan(line.path("probabilities").path("kept").asDouble());
            });
    Set<String> categories =
        lines.stream()
            .map(line -> line.path("features").path("product_category").asText())
            .collect(Collectors.toSet());
    assertThat(categories).contains("shoes", "books", "other");
  }

  @Test
  void documentsOfOnesOwnAreScoredToo() throws Exception {
    Path input =
        Files.writeString(
            directory.resolve("own.json"),
            """
            [{"shop": "own", "order": {"number": 7, "placed_at": "2025-01-02 03:04:05", "total": 10},
              "payment": {"method": "bitcoin"}, "items": [1, 2], "main_item": {"product": "P-1001"}}]
            """);

    JsonNode line = run(input).getFirst();

    assertThat(line.path("id").asText()).isEqualTo("own/7");
    assertThat(line.path("status").asText()).isEqualTo("predicted");
    assertThat(line.path("features").path("product_known").asInt()).isEqualTo(1);
    assertThat(line.path("features").path("minutes_to_payment").isNull()).isTrue();
  }

  @Test
  void aModelThatDoesNotFitItsDefinitionIsRefusedWithWhatTheServerSaysOfIt() throws Exception {
    Path model = ROOT.resolve("model-server/models");
    Files.copy(model.resolve("order-returns/1.0.0/model.json"), directory.resolve("model.json"));
    Files.copy(
        model.resolve("session-conversion/1.0.0/model.onnx"), directory.resolve("model.onnx"));

    try (ModelServer server =
        new ModelServer(
            ROOT.resolve("model-server/target/image"),
            Map.of("MODEL_DIRECTORY", directory.toString()),
            directory,
            report -> {})) {
      server.start();

      assertThatThrownBy(server::awaitReady)
          .isInstanceOf(StackException.class)
          .hasMessageStartingWith(
              "The model server cannot start: model.onnx takes 6 features and model.json declares 16");
    }
  }

  private static List<JsonNode> with(List<JsonNode> lines, String field, String value) {
    return lines.stream().filter(line -> line.path(field).asText().equals(value)).toList();
  }

  private List<JsonNode> run(Path input) throws Exception {
    MainJob job = MainJob.run(stack, MainJob.read(input), System.err::println);
    Path output = directory.resolve("output.ndjson");
    job.write(output);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
