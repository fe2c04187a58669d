package dev.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerIdTest {
  private static HttpResponse answer(int status, Map<String, String> headers, String body) {
    return new HttpResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theBodyNamesTheIdAndElseTheLocation() {
    Map<String, String> location = Map.of("Location", "/jobs/run-8");

    assertThat(AnswerId.of(answer(202, location, "{\"a\": {\"id\": \"no\"}, \"id\": \"run-7\"}")))
        .contains("run-7");
    assertThat(AnswerId.of(answer(201, location, "{\"id\": 7}"))).contains("run-8");
    assertThat(AnswerId.of(answer(201, location, ""))).contains("run-8");
  }

  @Test
  void whatIsBehindALocationsPathIsLeftOut() {
    assertThat(
            AnswerId.of(
                answer(201, Map.of("location", "https://s3/a/key?X-Amz-Signature=secret"), "")))
        .contains("key");
    assertThat(AnswerId.of(answer(201, Map.of("location", "/a/b#/c/d"), ""))).contains("b");
  }

  @Test
  void anErrorNamesNone() {
    assertThat(AnswerId.of(answer(409, Map.of("location", "/a/b"), "{\"id\": \"run-7\"}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "[{\"id\": \"a\"}]", "{\"id\": \" \"}", "{\"id\":", "{}"})
  void aBodyThatNamesNoneIsNoError(String body) {
    assertThat(AnswerId.of(answer(200, Map.of(), body))).isEmpty();
  }

  @Test
  void aLongIdIsCut() {
    assertThat(
            AnswerId.of(answer(200, Map.of(), "{\"id\": \"" + "x".repeat(9_000) + "\"}"))
                .orElseThrow())
        .hasSize(500);
  }
}
