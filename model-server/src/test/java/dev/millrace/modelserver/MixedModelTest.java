package dev.millrace.modelserver;

import static dev.millrace.modelserver.RunningServer.instances;
import static dev.millrace.modelserver.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model of three classes with inputs of whole numbers (visits), numbers that may be missing
 * (minutes) and texts (browser, and country, which may be missing).
 */
class MixedModelTest {
  private static final String ROW =
      "{\"visits\": 6, \"minutes\": 4.5, \"browser\": \"Brötchen\", \"country\": \"DE\"}";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = ExportedModel.serve("sklearn-maps");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode answer(String row) {
    return json(server.post("application/json", instances(row))).get("predictions").get(0);
  }

  @Test
  void anAnswerHasTheClassAndTheProbabilitiesOfAllOfThem() {
    HttpResponse<String> response = server.post("application/json", instances(ROW, ROW));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode predictions = json(response).get("predictions");
    assertThat(predictions).hasSize(2);
    JsonNode probabilities = predictions.get(0).get("probabilities");
    assertThat(probabilities.fieldNames()).toIterable().containsExactly("never", "often", "once");
    double sum = 0;
    String likeliest = "";
    for (var each : probabilities.properties()) {
      sum += each.getValue().doubleValue();
      if (likeliest.isEmpty()
          || each.getValue().doubleValue() > probabilities.get(likeliest).doubleValue()) {
        likeliest = each.getKey();
      }
    }
    assertThat(sum).isEqualTo(1, within(1e-5));
    assertThat(predictions.get(0).get("prediction").textValue()).isEqualTo(likeliest);
  }

  @Test
  void everyFormatGivesTheSame() {
    JsonNode expected = answer(ROW);
    JsonNode line = json(server.post("application/jsonlines", ROW));
    String[] fields = server.post("text/csv", "6,4.5,Brötchen,DE").body().strip().split(",", -1);

    assertThat(line).isEqualTo(expected);
    assertThat(fields[0]).isEqualTo(expected.get("prediction").textValue());
    int place = 1;
    for (JsonNode probability : expected.get("probabilities")) {
      assertThat(Float.parseFloat(fields[place])).isEqualTo(probability.floatValue());
      place++;
    }
  }

  @Test
  void whatIsMissingIsNullAbsentOrAnEmptyField() {
    String nulls = "{\"visits\": 6, \"minutes\": null, \"browser\": \"safari\", \"country\": null}";
    JsonNode expected = answer(nulls);

    assertThat(answer("{\"visits\": 6, \"browser\": \"safari\"}")).isEqualTo(expected);
    assertThat(answer(nulls.replace("y\": null", "y\": \"\""))).isEqualTo(expected);
    String first = server.post("text/csv", "6,,safari,").body();
    assertThat(server.post("text/csv", "6,NA,\"safari\",\"\"").body()).isEqualTo(first);
    assertThat(first).startsWith(expected.get("prediction").textValue());
  }

  @Test
  void aCategoryThatWasNeverSeenIsTheModelsAffair() {
    JsonNode unknown = answer(ROW.replace("Brötchen", "never seen"));

    assertThat(unknown.get("probabilities")).hasSize(3);
    assertThat(unknown).isNotEqualTo(answer(ROW));
    assertThat(answer(ROW.replace("Brötchen", "\uD83D\uDE00"))).isEqualTo(unknown);
    assertThat(answer(ROW.replace("Brötchen", "\\ud800\\u0000"))).isEqualTo(unknown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'visits': 6            | 'visits': 1.5           | visits  | holds 1.5; expected a whole",
        "'visits': 6            | 'visits': null          | visits  | holds null; expected a whole",
        "'visits': 6            | 'visits': '6'           | visits  | holds the string '6'",
        "'minutes': 4.5         | 'minutes': 1e39         | minutes | holds 1e39",
        "'minutes': 4.5         | 'minutes': Infinity     | minutes | holds Infinity",
        "'browser': 'Brötchen'  | 'browser': 3            | browser | holds 3; expected a string",
        "'browser': 'Brötchen'  | 'browser': null         | browser | holds null; expected a string",
        "'browser': 'Brötchen', | ~~                      | browser | lacks the feature 'browser'",
      })
  void aBadValueIsNamedWithItsRowAndFeature(
      String good, String bad, String feature, String sentence) {
    String broken = ROW.replace(good.replace('\'', '"'), bad == null ? "" : bad.replace('\'', '"'));

    HttpResponse<String> response = server.post("application/json", instances(ROW, broken, ROW));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("instance").intValue()).isEqualTo(1);
    assertThat(json(response).get("feature").textValue()).isEqualTo(feature);
    assertThat(json(response).get("error").textValue()).contains("instance 1").contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "6,4.5,\"a\"b,DE     | something after its closing quote",
        "6,4.5,a\"b,DE       | a quote in it",
        "6,4.5,\"ab,DE       | quotes are not closed",
        "\"6\",4.5,a,DE      | the string '6'",
        "6,4.5,a             | lacks the feature 'country'",
        "6,4.5,a,DE,1        | has 5 fields; expected 4",
        "6,4.5,,DE           | lacks the feature 'browser'",
        "6,1e999,a,DE        | holds '1e999'",
        "NA,4.5,a,DE         | holds 'NA'",
      })
  void aBadRowOfCsvIsNamed(String row, String sentence) {
    HttpResponse<String> response = server.post("text/csv", "6,4.5,safari,DE\n" + row);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("instance").intValue()).isEqualTo(1);
    assertThat(json(response).get("error").textValue()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/jsonlines", "text/csv"})
  void everyBadRowIsToldWithItsOwnSentence(String contentType) {
    String body =
        switch (contentType) {
          case "text/csv" -> "6,4.5,safari,DE\nx,4.5,safari,DE\n6,4.5\n6,4.5,a,DE\n6,1e39,a,DE";
          case "application/jsonlines" -> String.join("\n", rowsWithFaults());
          default -> instances(rowsWithFaults());
        };

    HttpResponse<String> response = server.post(contentType, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode answer = json(response);
    assertThat(answer.get("instance").intValue()).isEqualTo(1);
    assertThat(answer.get("instances")).extracting(JsonNode::intValue).containsExactly(1, 2, 4);
    assertThat(answer.get("errors"))
        .extracting(error -> error.get("instance").intValue())
        .containsExactly(1, 2, 4);
    assertThat(answer.get("errors").get(0).get("feature").textValue()).isEqualTo("visits");
    assertThat(answer.get("errors").get(1).get("error").textValue()).contains("lacks the feature");
    assertThat(answer.get("errors").get(2).get("error").textValue()).contains("1e39");
  }

  private static String[] rowsWithFaults() {
    return new String[] {
      ROW,
      ROW.replace(": 6", ": {\"a\": [1, {}]}"),
      "{\"visits\": 6}",
      ROW,
      ROW.replace("4.5", "1e39")
    };
  }

  @Test
  void aLineThatIsNotJsonDoesNotHideWhatIsWrongWithOthers() {
    JsonNode answer =
        json(server.post("application/jsonlines", ROW + "\n{\"visits\n" + ROW + " {}\n[]\n" + ROW));

    assertThat(answer.get("instances")).extracting(JsonNode::intValue).containsExactly(1, 2, 3);
  }

  @Test
  void metricsCountRequestsRowsAndErrors() {
    try (RunningServer counted = ExportedModel.serve("sklearn-binary")) {
      assertThat(metrics(counted).get("latency_ms")).isEmpty();
      counted.post("application/json", instances(ROW, ROW, ROW));
      counted.post("text/csv", "x");
      counted.send(HttpRequest.newBuilder(counted.uri("/ping")));

      JsonNode metrics = metrics(counted);

      assertThat(metrics.get("model").textValue()).isEqualTo("sklearn-binary");
      assertThat(metrics.get("model_version").textValue()).isEqualTo("1.0.0");
      assertThat(metrics.get("requests").intValue()).isEqualTo(2);
      assertThat(metrics.get("rows").intValue()).isEqualTo(3);
      assertThat(metrics.get("errors").intValue()).isEqualTo(1);
      assertThat(metrics.get("latency_ms").fieldNames())
          .toIterable()
          .containsExactly("min", "mean", "max", "p50", "p95", "p99");
      assertThat(metrics.get("latency_ms").get("p99").doubleValue()).isPositive();
    }
  }

  private static JsonNode metrics(RunningServer server) {
    HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("/metrics")));
    assertThat(response.statusCode()).isEqualTo(200);
    return json(response).get("models").get(0);
  }
}
