package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.ApiServers.Answer;
import dev.millrace.scoring.fixture.AwsServer;
import dev.millrace.scoring.fixture.PredictionStates;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.PredictionWrites;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PredictionsApiTest {
  private static final String STORED_ID = "a/b %2F ü";
  private static final String FEATURES =
      "{\"name\": \"hour_of_day\"}, {\"name\": \"day_of_week\"}, {\"name\": \"zip_known\"}";
  private static final Path KEPT_SNAPSHOT =
      Path.of("../../infra-cdk/src/main/resources/dev/millrace/infra/events/PredictionsApi.json");

  private ApiServers servers;
  private AwsServer aws;

  @BeforeEach
  void start() throws IOException {
    servers = new ApiServers();
    aws = servers.aws;
    servers
        .routes
        .register("demo", "1.0.0", FEATURES)
        .inEffect("demo", 1, RoutedVersions.active("1.0.0"), "sessions");
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Answer get(String path, String id) throws IOException {
    return servers.get(path, id);
  }

  private Answer predict(String body) throws IOException {
    return servers.predict(body);
  }

  @Test
  void aDocumentIsScored() throws IOException {
    Answer answer = predict(ApiServers.VALID.formatted("ü"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith(
            "{\"id\":\"ü\",\"status\":\"predicted\",\"features\":{\"hour_of_day\":21,\"day_of_week\":6,"
                + "\"zip_known\":0},\"prediction\":0.21,\"model\":\"demo\",\"model_version\":\"1.0.0\",\"latency_ms\":");
    assertThat(aws.taken()).allMatch(ApiServers::isLogRow);
  }

  @Test
  void anArrayIsAnsweredInOrderWithAReasonWhereThereIsNoPrediction() throws IOException {
    Answer answer =
        predict(
            "[%s, 5, {\"_id\": \"b\"}, %s]"
                .formatted(ApiServers.VALID.formatted("a"), ApiServers.VALID.formatted("c")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .containsSubsequence(
            "{\"predictions\":[{\"id\":\"a\",\"status\":\"predicted\"",
            "{\"id\":null,\"status\":\"invalid\",\"reason\":\"malformed_json\"",
            "{\"id\":\"b\",\"status\":\"invalid\",\"reason\":\"created_date_time_missing\"",
            "{\"id\":\"c\",\"status\":\"predicted\"");
  }

  @Test
  void anElementThatIsNoJsonIsInvalidAndTheOthersArePredicted() throws IOException {
    Answer answer =
        predict(
            "[%s,{\"_id\":\"b\",\"_source\":{\"createdDateTime\":NaN}},%s]"
                .formatted(ApiServers.VALID.formatted("a"), ApiServers.VALID.formatted("c")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .containsSubsequence(
            "{\"predictions\":[{\"id\":\"a\",\"status\":\"predicted\"",
            "{\"id\":\"b\",\"status\":\"invalid\",\"reason\":\"malformed_json\"",
            "{\"id\":\"c\",\"status\":\"predicted\"");
  }

  @Test
  void anInvalidDocumentIsAnswered422WithItsReason() throws IOException {
    Answer answer = predict("{\"_source\": {\"createdDateTime\": 1731880381293}}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("\"reason\":\"id_missing\"", "_id held nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "5", "{\"_id\": ", "[1", "[]"})
  void aBodyThatIsNeitherADocumentNorAnArrayIsAnswered400(String body) throws IOException {
    assertThat(predict(body).status()).isEqualTo(400);
  }

  @Test
  void whileTheModelIsDownADocumentIsAnswered503WithoutTheCause() throws IOException {
    servers.model.failVersion("1.0.0", 503, "inside");

    Answer one = predict(ApiServers.VALID.formatted("a"));
    Answer many = predict("[" + ApiServers.VALID.formatted("a") + "]");

    assertThat(one.status()).isEqualTo(503);
    assertThat(one.body()).doesNotContain("inside");
    assertThat(many.status()).isEqualTo(200);
    assertThat(many.body()).contains("\"status\":\"unavailable\"").doesNotContain("inside");
  }

  @Test
  void theRemoteCallsOfARequestAreMeasured() throws Exception {
    List<JsonNode> metrics = MetricLines.of(() -> predict(ApiServers.VALID.formatted("a")));

    assertThat(metrics)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("ModelLatency").isNumber()).isTrue();
              assertThat(line.path("LookUpLatency").isNumber()).isTrue();
              assertThat(line.path("LookUpCacheMisses").asInt()).isEqualTo(1);
              // The table of this test is empty.
              assertThat(line.path("LookUpsNotFound").asInt()).isEqualTo(1);
            });
    assertThat(MetricLines.of(() -> predict("{}"))).isEmpty();
  }

  @Test
  void anItemThatIsNoPredictionIsAnswered500() throws IOException {
    putItem(Map.of("id", AttributeValue.fromS("foreign"), "model", AttributeValue.fromS("demo")));

    Answer answer = get("/predictions/{id}", "foreign");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("\"foreign\\\" is no prediction");
  }

  private static void putItem(Map<String, AttributeValue> item) {
    DynamoDbServer.client().putItem(put -> put.tableName(ApiServers.PREDICTIONS).item(item));
  }

  @Test
  void aStoredPredictionIsToldWithItsFeatures() throws Exception {
    Prediction prediction = PredictionStates.state(STORED_ID, 42, "A");
    new PredictionWrites(
            new PredictionTable(
                DynamoDbServer.client(), ApiServers.PREDICTIONS, InstantSource.system()),
            1)
        .put(List.of(prediction), PredictionStates.DEADLINE);

    Answer answer = get("/predictions/{id}", STORED_ID);

    assertThat(answer)
        .isEqualTo(
            new Answer(
                200,
                "{\"id\":\"a/b %2F"
                    + " ü\",\"status\":\"predicted\",\"event_time\":\"2024-11-17T21:53:01.293Z\","
                    + "\"arrival_time\":\"2024-11-17T21:53:05.042Z\",\"predicted_at\":\"2024-11-17T21:54:05.000Z\","
                    + "\"features\":{\"hour_of_day\":21,\"zip_known\":1},\"prediction\":42.25,\"model\":\"demo\","
                    + "\"model_version\":\"1.0.0\",\"record_id\":\"sessions/shardId-000000000000/42/0\"}"));
    assertThat(servers.get("/predictions/{id}", STORED_ID, Map.of("model", "demo")).body())
        .isEqualTo(answer.body());
    Answer ofAnother = servers.get("/predictions/{id}", STORED_ID, Map.of("model", "other"));
    assertThat(ofAnother.status()).isEqualTo(404);
    assertThat(ofAnother.body()).contains("other");
  }

  @Test
  void anUnknownIdIsAnswered404AndNamed() throws IOException {
    Answer answer = get("/predictions/{id}", "nobody");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("nobody");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2049})
  void anIdThatCannotBeStoredIsAnswered400(int length) throws IOException {
    assertThat(get("/predictions/{id}", "x".repeat(length)).status()).isEqualTo(400);
  }

  @Test
  void aGzippedBodyIsUnpacked() throws IOException {
    assertThat(packed(ApiServers.VALID.formatted("a")).status()).isEqualTo(200);
  }

  private Answer packed(String body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return servers.send(
        "POST /predictions",
        Map.of(),
        Map.of("content-type", "application/json", "content-encoding", "gzip"),
        "",
        packed.toByteArray());
  }

  @Test
  void theIndexIsPartOfTheIdWhereTheModelSaysSo() throws IOException {
    servers.routes.register(
        "demo",
        "1.0.0",
        "\"record\": {\"id\": {\"paths\": [\"_index\", \"_id\"], \"join\": \"/\"}},",
        FEATURES);

    assertThat(
            predict(ApiServers.VALID.formatted("ü").replaceFirst("\\{", "{\"_index\": \"i\", "))
                .body())
        .startsWith("{\"id\":\"i/ü\"");
    assertThat(predict(ApiServers.VALID.formatted("ü")).body()).contains("_index held nothing");
  }

  /** The deployment sends it once a day, so that Lambda keeps the function's snapshot. */
  @Test
  void anEventThatAsksForNothingIsAnsweredAndNotCounted() throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    List<JsonNode> counted =
        MetricLines.of(
            () -> {
              servers.api.handleRequest(
                  Files.newInputStream(KEPT_SNAPSHOT), answer, new Invocation());
              return answer;
            });

    assertThat(answer.toString(StandardCharsets.UTF_8)).contains("\"statusCode\":200");
    assertThat(counted).isEmpty();
    assertThat(aws.called()).isEmpty();
    assertThat(servers.called).containsOnly("GetItem", "Scan");
  }

  @Test
  void theWarmUpChangesNothing() throws Exception {
    servers.api.beforeCheckpoint(null);

    assertThat(aws.taken()).isEmpty();
  }

  @Test
  void aWarmUpThatFailsIsNotFatal() throws Exception {
    servers.takeEverythingDown();

    servers.api.beforeCheckpoint(null);

    assertThat(get("/predictions/{id}", "a").status()).isEqualTo(503);
  }
}
