package dev.millrace.scoring.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefusalTest {
  @Test
  void aRefusalOfTheContractTellsItsReasonAndItsInstance() {
    ModelRefusal refusal =
        ModelRefusal.read(
            400, "{\"error\": \"hour held 25\", \"feature\": \"hour\", \"instance\": 7}");

    assertThat(refusal.instances()).containsExactly(7);
    assertThat(refusal.feature()).hasValue("hour");
    assertThat(refusal.detail())
        .isEqualTo("The model refused the feature vector with 400: \"hour held 25\"");
  }

  @Test
  void aRefusalMayNameSeveralInstancesAndTheModelsFeatures() {
    ModelRefusal refusal =
        ModelRefusal.read(
            409,
            "{\"instance\": 3, \"instances\": [9, \"x\", 3, [4], -1, 7], \"features\": [\"a\", 1, \"b\"]}");

    assertThat(refusal.instances()).containsExactly(3, 7, 9);
    assertThat(refusal.modelFeatures()).containsExactly("a", "b");
  }

  @Test
  void eachInstanceHasItsOwnSentenceWhereThereIsOne() {
    ModelRefusal refusal =
        ModelRefusal.read(
            400,
            """
            {"error": "hour held 25", "instances": [1, 3, 5], "errors": [
             {"instance": 3, "feature": "visits", "error": "visits held -1"}, {"instance": "5", "error": "x"}, 7]}
            """);

    assertThat(refusal.detailOf(3)).contains("400: \"visits held -1\"");
    assertThat(refusal.detailOf(5)).isEqualTo(refusal.detail()).contains("hour held 25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hour held 25",
        "[7]",
        "{\"instance\": 7",
        "{\"instance\": -1}",
        "{\"instance\": 99999999999999999999}",
        "{\"instance\": \"7\"}",
        "{\"error\": {\"instance\": 7}}"
      })
  void anotherMessageIsItsOwnReasonAndTellsNoInstance(String message) {
    ModelRefusal refusal = ModelRefusal.read(422, message);

    assertThat(refusal.instances()).isEmpty();
    assertThat(refusal.detail()).contains("422: \"" + message + "\"");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " \n"})
  void noMessageIsNoReason(String message) {
    assertThat(ModelRefusal.read(413, message).detail())
        .isEqualTo("The model refused the feature vector with 413: without a reason");
  }

  @Test
  void atMostAHundredCharactersOfTheReasonAreShownAndNoControlCharacters() {
    assertThat(ModelRefusal.read(400, "a\nb\u001b" + "x".repeat(10_000)).detail())
        .contains("a\\u000ab\\u001bxxx")
        .doesNotContain("\n")
        .hasSizeLessThan(200);
  }
}
