package dev.millrace.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.training.run.TrainingRequest.Begin;
import dev.millrace.training.run.TrainingRequest.ModelChoice;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Inline;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Registered;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Stored;
import dev.millrace.training.run.TrainingRequest.Resume;
import dev.millrace.training.run.TrainingRequest.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRequestTest {
  private static final String RANGE =
      "\"from\":\"2024-11-17T00:00:00Z\",\"to\":\"2024-11-18T00:00:00Z\",\"source\":\"log\"";

  @Test
  void aRunBeginsWithItsRangeAndItsSource() throws IOException {
    assertThat(
            read(
                "{\"from\":\"2024-11-17T01:00:00+01:00\",\"to\":\"2024-11-18T00:00:00Z\",\"source\":\"log\"}"))
        .isEqualTo(
            new Begin(
                Instant.parse("2024-11-17T00:00:00Z"),
                Instant.parse("2024-11-18T00:00:00Z"),
                Source.LOG,
                new Registered(Optional.empty(), Optional.empty())));
    assertThat(read("{\"run_id\":\"x\"}")).isEqualTo(new Resume("x"));
  }

  @Test
  void aRunCanBeOfAModelInTheRequestOrInTheBucket() throws IOException {
    assertThat(model("\"model_key\":\"models/a/model.json\""))
        .isEqualTo(new Stored("models/a/model.json"));
    assertThat(model("\"model\": {\"name\": \"a\", \"x\": [0.1, null, {\"y\": true}]}"))
        .isInstanceOfSatisfying(
            Inline.class,
            inline ->
                assertThat(inline.modelJson())
                    .asString()
                    .isEqualTo("{\"name\":\"a\",\"x\":[0.1,null,{\"y\":true}]}"));
    assertThat(model("\"model_name\": \"orders\", \"model_version\": \"1.1.0\""))
        .isEqualTo(new Registered(Optional.of("orders"), Optional.of("1.1.0")));
    assertThat(model("\"model\": null, \"model_key\": null"))
        .isEqualTo(new Registered(Optional.empty(), Optional.empty()));
  }

  private static ModelChoice model(String member) throws IOException {
    return ((Begin) read("{%s,%s}".formatted(RANGE, member))).model();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|from is missing, expected a time in ISO-8601 with its zone",
        "nonsense|The input is not JSON; expected {\"from\": TIME",
        "[]|The input holds an array; expected",
        "{\"from\":\"2024-11-17\"}|from held \"2024-11-17\", expected a time",
        "{\"from\":7}|from held a number, expected a text",
        "{\"from\":\"2024-11-17T00:00:00Z\",\"to\":\"2024-11-17T00:00:00Z\",\"source\":\"log\"}|to held \"2024-11-17T00:00:00Z\", expected a time after from",
        "{\"from\":\"2024-11-17T00:00:00Z\",\"to\":\"2024-11-18T00:00:00Z\"}|source is missing, expected \"documents\", \"log\" or \"log_with_requests\"",
        "{\"from\":\"2024-11-17T00:00:00Z\",\"to\":\"2024-11-18T00:00:00Z\",\"source\":\"x\"}|source held \"x\", expected \"documents\", \"log\" or \"log_with_requests\"",
        "{\"run_id\":\"x\",\"from\":\"2024-11-17T00:00:00Z\"}|The input holds a field \"from\"; expected {\"from\": TIME",
        "{\"model\":\"a\"}|model held a text, expected an object",
        "{\"model\":{\"a\":[}|The input is not JSON; expected",
        "{\"model_key\":{}}|model_key held an object, expected a text",
        "{\"run_id\":\"x\",\"model\":{}}|The input holds a field \"model\"; expected",
        "{\"from\":\"2024-11-17T00:00:00Z\",\"to\":\"2024-11-18T00:00:00Z\",\"source\":\"log\",\"model\":{},\"model_key\":\"x\"}|model_key held \"x\", expected none beside model",
      })
  void whatIsWrongIsNamed(String input, String message) {
    assertThatThrownBy(() -> read(input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static TrainingRequest read(String input) throws IOException {
    return TrainingRequest.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
  }
}
