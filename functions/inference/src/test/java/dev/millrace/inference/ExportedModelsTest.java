package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of others' exporters: src/test/exporters/README.md says how each was made. */
class ExportedModelsTest {
  private static final Path MODELS = Path.of("src/test/resources/exported");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of what a library computed with 64 bits and its file computes with 32. */
  private static final double RELATIVE = 1e-5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch-named",
        "torch-matrix",
        "torch-one-row",
        "tribuo-classes",
        "tribuo-regression",
        "onnxmltools-iris",
        "sklearn-binary",
        "sklearn-binary-maps",
        "sklearn-maps",
        "sklearn-strict",
        "sklearn-regression",
        "sklearn-boosting"
      })
  void aModelGivesWhatTheLibraryGivesThatExportedIt(String name) throws Exception {
    List<String> lines = Files.readAllLines(MODELS.resolve(name).resolve("rows.ndjson"));
    try (Model model = Model.load(MODELS.resolve(name), 1)) {
      Predictions answers = model.predict(rows(model, lines));

      assertThat(answers.count()).isEqualTo(lines.size());
      for (int row = 0; row < lines.size(); row++) {
        JsonNode expected = JSON.readTree(lines.get(row));
        if (model.classes().isEmpty()) {
          assertSame(answers.value(row, 0), expected.get("score").doubleValue());
        } else {
          JsonNode probabilities = expected.get("probabilities");
          for (int place = 0; place < model.classes().size(); place++) {
            String label = model.classes().get(place);
            assertSame(answers.value(row, place), probabilities.get(label).doubleValue());
          }
        }
      }
    }
  }

  private static FeatureRows rows(Model model, List<String> lines)
      throws IOException, InvalidRowException {
    var rows = new FeatureRows(model.columns(), "instance");
    for (String line : lines) {
      String features = JSON.readTree(line).get("features").toString();
      try (JsonParser parser = new JsonFactory().createParser(features)) {
        parser.nextToken();
        FeatureObject.read(parser, rows);
      }
    }
    return rows;
  }

  private static void assertSame(double actual, double expected) {
    assertThat(actual).isEqualTo(expected, within(RELATIVE * Math.max(0.01, Math.abs(expected))));
  }
}
