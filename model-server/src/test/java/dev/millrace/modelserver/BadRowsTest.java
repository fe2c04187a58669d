package dev.millrace.modelserver;

import static dev.millrace.modelserver.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad row costs nobody else a prediction: the server says which it is. */
class BadRowsTest {

  private static RunningServer squareRoot;
  private static RunningServer failingFromOne;
  private static RunningServer failingForTwoRows;

  @BeforeAll
  static void start(@TempDir Path first, @TempDir Path second, @TempDir Path third)
      throws IOException {
    squareRoot = serverOf(OnnxFile.squareRoot(), first);
    failingFromOne = serverOf(OnnxFile.failingFromOne(), second);
    failingForTwoRows = serverOf(OnnxFile.failingForTwoRows(), third);
  }

  @AfterAll
  static void stop() {
    squareRoot.close();
    failingFromOne.close();
    failingForTwoRows.close();
  }

  private static RunningServer serverOf(byte[] model, Path directory) throws IOException {
    return new RunningServer(
        Map.of("MODEL_DIRECTORY", OnnxFile.write(directory, model).toString()));
  }

  private static String body(String contentType, double... xs) {
    String template = contentType.equals("text/csv") ? "%s" : "{\"x\": %s}";
    List<String> rows = Arrays.stream(xs).mapToObj(template::formatted).toList();
    return contentType.equals("application/json")
        ? RunningServer.instances(rows.toArray(String[]::new))
        : String.join("\n", rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/jsonlines", "text/csv"})
  void aPredictionThatIsNoNumberIsThatRowsAffair(String contentType) {
    HttpResponse<String> answer = squareRoot.post(contentType, body(contentType, 4, -1, 9));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("instance").intValue()).isEqualTo(1);
    assertThat(json(answer).has("instances")).isFalse();
    assertThat(json(answer).get("error").textValue())
        .isEqualTo("the model's answer to instance 1 is NaN; expected a finite number");
  }

  @Test
  void everyRowWithoutAPredictionIsNamed() {
    JsonNode answer =
        json(squareRoot.post("application/json", body("application/json", -1, 4, -1, 9, -1)));

    assertThat(answer.get("instance").intValue()).isZero();
    assertThat(answer.get("instances")).extracting(JsonNode::intValue).containsExactly(0, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/jsonlines", "text/csv"})
  void aRowForWhichTheModelFailsIsNamed(String contentType) {
    HttpResponse<String> answer =
        failingFromOne.post(contentType, body(contentType, 0.25, 7, 0.5, 7, 0.75));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("instances")).extracting(JsonNode::intValue).containsExactly(1, 3);
    assertThat(json(answer).get("error").textValue()).isEqualTo("the model fails for instance 1");
  }

  @Test
  void aRowForWhichTheModelFailsIsNamedWhenItIsAlone() {
    assertThat(failingFromOne.post("text/csv", "7").statusCode()).isEqualTo(422);
    assertThat(failingFromOne.post("text/csv", "0.5").body()).isEqualTo("0.5\n");
  }

  @Test
  void aModelThatFailsForABatchAndForNoRowIsAskedRowByRow() {
    assertThat(failingForTwoRows.post("text/csv", "1\n2\n3").body()).isEqualTo("1.0\n2.0\n3.0\n");
  }

  @Test
  void aCategoryForWhichTheModelFailsIsThatRowsAffair() {
    String row = "{\"visits\": 6, \"minutes\": 4.5, \"browser\": \"%s\", \"country\": \"DE\"}";
    try (RunningServer strict = ExportedModel.serve("sklearn-strict")) {
      HttpResponse<String> answer =
          strict.post(
              "application/json",
              RunningServer.instances(
                  row.formatted("safari"), row.formatted("lynx"), row.formatted("chrome")));

      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(json(answer).get("instance").intValue()).isEqualTo(1);
      assertThat(json(answer).get("error").textValue()).isEqualTo("the model fails for instance 1");
    }
  }
}
