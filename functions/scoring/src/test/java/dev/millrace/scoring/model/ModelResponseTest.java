package dev.millrace.scoring.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelResponseTest {

  private static ModelResponse read(String body) throws IOException {
    return ModelResponse.read(body.getBytes(StandardCharsets.UTF_8), 2);
  }

  @Test
  void anAnswerIsReadWhateverItHoldsBesides() throws IOException {
    ModelResponse response =
        read(
            """
            {"more": {"predictions": []}, "predictions": [1, -0.5e-3], "model_version": "1.0.0", "model": "demo"}
            """);

    assertThat(response.model()).isEqualTo("demo");
    assertThat(response.modelVersion()).isEqualTo("1.0.0");
    assertThat(response.predictions())
        .containsExactly(new PredictedValue.OfNumber(1), new PredictedValue.OfNumber(-0.0005));
  }

  @Test
  void aClassIsReadWithItsProbabilitiesAndUsedOnlyIfTheyAreNumbers() throws IOException {
    ModelResponse response =
        read(
            """
            {"model": "demo", "model_version": "1", "predictions": [
             {"prediction": "b", "probabilities": {"a": 0.25, "b": 0.75}, "more": [1]},
             {"prediction": "b", "probabilities": {"a": NaN, "b": 0.75}}]}
            """);

    assertThat(response.predictions().getFirst())
        .isEqualTo(new PredictedValue.OfClass("b", Map.of("a", 0.25, "b", 0.75)));
    assertThat(response.isPrediction(0)).isTrue();
    assertThat(response.isPrediction(1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "-Infinity",
        "\"NaN\"",
        "\"2\"",
        "null",
        "true",
        "[2]",
        "{}",
        "1e999",
        "-1e999",
        "1e126"
      })
  void aPlaceWithoutAUsableNumberIsKnownAndTheOthersAreRead(String held) throws IOException {
    ModelResponse response =
        read(
            "{\"model\": \"demo\", \"model_version\": \"1\", \"predictions\": [%s, 0.25]}"
                .formatted(held));

    assertThat(response.isPrediction(0)).isFalse();
    assertThat(response.isPrediction(1)).isTrue();
    assertThat(response.predictions().get(1)).isEqualTo(new PredictedValue.OfNumber(0.25));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "[1]", "[1, 2, 3]", "[NaN]", "[1, ", "[1, 2", "{}", "2", "null", "\"1, 2\""})
  void predictionsThatAreNotOneAVectorAreRefused(String predictions) {
    assertThatIOException()
        .isThrownBy(
            () ->
                read(
                    "{\"model\": \"demo\", \"model_version\": \"1\", \"predictions\": "
                        + predictions
                        + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{}",
        "{\"predictions\": [1, 2], \"model\": \"demo\"}",
        "{\"predictions\": [1, 2], \"model_version\": \"1\"}",
        "{\"model\": \"demo\", \"model_version\": \"1\"}",
        "{\"model\": {}, \"model_version\": \"1\", \"predictions\": [1, 2]}"
      })
  void aBodyThatIsNoAnswerIsRefused(String body) {
    assertThatIOException().isThrownBy(() -> read(body));
  }
}
