package dev.millrace.modelserver;

import static dev.millrace.modelserver.RunningServer.ROW;
import static dev.millrace.modelserver.RunningServer.SESSION;
import static dev.millrace.modelserver.RunningServer.instances;
import static dev.millrace.modelserver.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationsRouteTest {

  private static final int MAXIMUM_BODY_BYTES = 100_000;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        new RunningServer(
            Map.of(
                "MAXIMUM_BODY_BYTES",
                String.valueOf(MAXIMUM_BODY_BYTES),
                "MAXIMUM_INSTANCES",
                "50"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aPingIsAnsweredWhenTheModelIsLoaded() {
    HttpResponse<String> answer = server.send(HttpRequest.newBuilder(server.uri("/ping")));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void jsonGivesTheModelItsVersionAndAPredictionPerInstance() {
    HttpResponse<String> answer = server.post("application/json", instances(SESSION, SESSION));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json(answer).get("model").textValue()).isEqualTo("session-conversion");
    assertThat(json(answer).get("model_version").textValue()).isEqualTo("1.0.0");
    assertThat(json(answer).get("predictions")).hasSize(2);
    assertThat(json(answer).get("predictions").get(0).doubleValue()).isBetween(0.0, 1.0);
  }

  @Test
  void jsonLinesGiveAPredictionALine() {
    HttpResponse<String> answer =
        server.post("application/jsonlines", SESSION + "\r\n" + SESSION + "\n");

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/jsonlines");
    assertThat(answer.body().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(json(line).get("prediction").isNumber()).isTrue());
  }

  @Test
  void csvGivesANumberALine() {
    HttpResponse<String> answer = server.post("text/csv", ROW + "\n" + ROW);

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv");
    assertThat(answer.body().lines()).hasSize(2).allSatisfy(Double::parseDouble);
  }

  @Test
  void theOrderOfNamedFeaturesDoesNotMatter() {
    String other =
        """
        {"population_density": 7170.4, "zip_known": 1, "hour_of_day": 21, "day_of_year": 322, \
        "median_income": 8.2e4, "day_of_week": 6}""";

    JsonNode predictions =
        json(server.post("application/json", instances(SESSION, other))).get("predictions");

    assertThat(predictions.get(0)).isEqualTo(predictions.get(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 404, 405, 413, 415})
  void everyAnswerNamesTheModelInItsHeader(int status) {
    HttpResponse<String> answer =
        switch (status) {
          case 200 -> server.post("text/csv", ROW);
          case 400 -> server.post("text/csv", "x");
          case 404 -> server.send(HttpRequest.newBuilder(server.uri("/ping/x")));
          case 405 -> server.send(HttpRequest.newBuilder(server.uri("/invocations")));
          case 413 -> server.post("text/csv", "1".repeat(MAXIMUM_BODY_BYTES + 1));
          default -> server.post("text/plain", ROW);
        };

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("X-Amzn-SageMaker-Custom-Attributes"))
        .hasValue("model=session-conversion;model_version=1.0.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'hour_of_day': 21 | 'hour_of_day': '21' | hour_of_day | the string '21'",
        "'hour_of_day': 21 | 'hour_of_day': null | hour_of_day | null",
        "'hour_of_day': 21 | 'hour_of_day': true | hour_of_day | true",
        "'hour_of_day': 21 | 'hour_of_day': [21] | hour_of_day | an array",
        "'hour_of_day': 21 | 'hour_of_day': {} | hour_of_day | an object",
        "'hour_of_day': 21 | 'hour_of_day': NaN | hour_of_day | NaN",
        "'hour_of_day': 21 | 'hour_of_day': -Infinity | hour_of_day | -Infinity",
        "'hour_of_day': 21 | 'hour_of_day': 1e39 | hour_of_day | 1e39",
        "'hour_of_day': 21 | 'hour': 21 | hour | unknown feature 'hour'",
        "'hour_of_day': 21 | 'hour_of_day': 21, 'hour_of_day': 21 | hour_of_day | twice",
        "'zip_known': 1, | ~~ | zip_known | lacks the feature 'zip_known'",
      })
  void aBadFeatureIsNamedWithItsInstanceAndWhatItHeld(
      String good, String bad, String feature, String held) {
    String broken = SESSION.replace(quoted(good), quoted(bad == null ? "" : bad));

    for (HttpResponse<String> answer :
        List.of(
            server.post("application/json", instances(SESSION, broken)),
            server.post("application/jsonlines", SESSION + "\n" + broken))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json(answer).get("feature").textValue()).isEqualTo(feature);
      assertThat(json(answer).get("instance").intValue()).isEqualTo(1);
      assertThat(json(answer).get("error").textValue()).contains(held);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "NaN", "Infinity", "1e39", "0x1p3", "21f", "\"21\"", "2 1", ""})
  void aBadFieldOfCsvIsNamedWithItsInstance(String field) {
    HttpResponse<String> answer =
        server.post("text/csv", ROW + "\n" + ROW.replace(",21,", "," + field + ","));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("feature").textValue()).isEqualTo("hour_of_day");
    assertThat(json(answer).get("instance").intValue()).isEqualTo(1);
  }

  @Test
  void aShortRowOfCsvLacksAFeatureAndALongOneHasTooMany() {
    JsonNode shortRow = json(server.post("text/csv", "322,6,21"));
    JsonNode longRow = json(server.post("text/csv", ROW + ",1"));

    assertThat(shortRow.get("feature").textValue()).isEqualTo("zip_known");
    assertThat(longRow.get("error").textValue())
        .isEqualTo(
            "instance 0 has 7 fields; expected 6: day_of_year, day_of_week, hour_of_day,"
                + " zip_known, median_income, population_density");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"instances\": []}",
        "{\"instances\": {}}",
        "{\"instances\": [1]}",
        "{\"instances\": [{}], \"more\": 1}",
        "{\"instances\": [",
        "{\"instances\": []} x",
        "instances"
      })
  void aBodyOfAnotherShapeIsRefusedWithASentence(String body) {
    HttpResponse<String> answer = server.post("application/json", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("error").textValue()).isNotBlank().doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "\n", "[]", "{\"hour_of_day\"", "1"})
  void aBadLineIsRefusedWithItsInstance(String line) {
    HttpResponse<String> answer = server.post("application/jsonlines", SESSION + "\n" + line);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("instance").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/csv",
        "TEXT/CSV",
        "text/csv; charset=utf-8",
        "Text/Csv;Charset=\"UTF-8\"",
        "text/csv; header=absent"
      })
  void aContentTypeHasAnyCaseAndParameters(String contentType) {
    assertThat(server.post(contentType, ROW).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/jsonx", "csv", "text/csv; charset=utf-16"})
  void anotherContentTypeIsRefused(String contentType) {
    assertThat(server.post(contentType, ROW).statusCode()).isEqualTo(415);
  }

  @Test
  void withoutAContentTypeTheAnswerSaysWhatIsAccepted() {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/invocations"))
                .POST(HttpRequest.BodyPublishers.ofString(ROW)));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).get("error").textValue())
        .contains("application/json, application/jsonlines, text/csv");
  }

  @Test
  void anEncodedBodyIsRefused() {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/invocations"))
                .header("Content-Type", "text/csv")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(ROW)));

    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features=aeb3f3c1d3a5b0e1",
        "features=",
        "model=session-conversion; features=another;model_version=1.0.0"
      })
  void aRequestWithOtherFeaturesIsAConflictThatNamesTheModels(String attributes) {
    HttpResponse<String> answer = postWith(attributes, "not even read");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(json(answer).get("features"))
        .extracting(JsonNode::textValue)
        .containsExactly(
            "day_of_year",
            "day_of_week",
            "hour_of_day",
            "zip_known",
            "median_income",
            "population_density");
    assertThat(json(answer).get("model").textValue()).isEqualTo("session-conversion");
    assertThat(json(answer).get("model_version").textValue()).isEqualTo("1.0.0");
    assertThat(json(answer).get("error").textValue()).contains("fingerprint");
    assertThat(json(answer).has("instance")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"features=FINGERPRINT", "trace=7; features=FINGERPRINT", "trace=7", "x"})
  void aRequestWithTheModelsFeaturesOrThatDoesNotSayIsAnswered(String attributes) {
    // The same constant is in the test of the functions' side.
    String header = attributes.replace("FINGERPRINT", "eeb7394853fbac5e");

    assertThat(postWith(header, ROW).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> postWith(String attributes, String body) {
    return server.send(
        HttpRequest.newBuilder(server.uri("/invocations"))
            .header("Content-Type", "text/csv")
            .header("X-Amzn-SageMaker-Custom-Attributes", attributes)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void aBodyOfTheLimitIsReadAndOneByteMoreIsRefused() {
    String atTheLimit = " ".repeat(MAXIMUM_BODY_BYTES - ROW.length()) + ROW;

    assertThat(server.post("text/csv", atTheLimit).statusCode()).isEqualTo(200);
    assertThat(server.post("text/csv", " " + atTheLimit).statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyFarOverTheLimitIsRefusedWhetherItsLengthIsKnownOrNot() {
    byte[] body = new byte[20 << 20];
    var known = HttpRequest.BodyPublishers.ofByteArray(body);
    var unknown = HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));

    for (var publisher : List.of(known, unknown)) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.uri("/invocations"))
                  .header("Content-Type", "text/csv")
                  .POST(publisher));
      assertThat(answer.statusCode()).isEqualTo(413);
    }
  }

  @Test
  void moreInstancesThanTheLimitAreRefused() {
    assertThat(server.post("text/csv", (ROW + "\n").repeat(50)).statusCode()).isEqualTo(200);
    assertThat(server.post("text/csv", (ROW + "\n").repeat(51)).statusCode()).isEqualTo(413);
  }

  @Test
  void anotherMethodIsRefusedWithTheOneThatIsAllowed() {
    HttpResponse<String> answer =
        server.send(HttpRequest.newBuilder(server.uri("/invocations")).DELETE());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void requestsAtOnceGetTheirOwnAnswers() {
    String[] expected =
        IntStream.range(0, 24)
            .mapToObj(hour -> server.post("text/csv", row(hour)).body())
            .toArray(String[]::new);

    IntStream.range(0, 2_000)
        .parallel()
        .forEach(
            request ->
                assertThat(server.post("text/csv", row(request % 24)).body())
                    .isEqualTo(expected[request % 24]));
  }

  @Test
  void theLogHasTheStatusAndNothingOfTheRequest() {
    server.post("text/csv", "secret-4711");

    assertThat(server.log()).contains("\"status\":400").doesNotContain("4711");
    assertThat(server.log().lines()).allSatisfy(line -> assertThat(json(line)).isNotNull());
  }

  private static String row(int hour) {
    return ROW.replace(",21,", "," + hour + ",");
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
