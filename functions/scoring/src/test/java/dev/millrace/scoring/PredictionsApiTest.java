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
import org.junit.jupiter.params.provider.CsvSource;
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

  private Answer events(String stream, String body) throws IOException {
    return servers.events(stream, body);
  }

  @Test
  void aDocumentIsScored() throws IOException {
    Answer answer = predict(ApiServers.VALID.formatted("ü"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith(
            "{\"id\":\"ü\",\"status\":\"predicted\",\"features\":{\"hour_of_day\":21,\"day_of_week\":6,"
                + "\"zip_known\":0},\"prediction\":0.21,\"model\":\"demo\",\"model_version\":\"1.0.0\",\"latency_ms\":");
    assertThat(servers.events()).isEmpty();
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
  void linesAreTakenByteForByteUnderTheirIds() throws IOException {
    Answer answer =
        events(
            "sessions",
            "{\"_id\": \"a\"} \r\n\n \t\r\nno JSON\n{\"x\": {\"_id\": \"n\"}, \"_id\": \"b\"}");

    assertThat(answer).isEqualTo(new Answer(202, "{\"accepted\":3}"));
    assertThat(aws.taken())
        .extracting(AwsServer.Put::data)
        .containsExactly(
            "{\"_id\": \"a\"} ", "no JSON", "{\"x\": {\"_id\": \"n\"}, \"_id\": \"b\"}");
    assertThat(aws.taken().getFirst().partitionKey()).isEqualTo("a");
    assertThat(aws.taken().get(1).partitionKey()).matches("[0-9a-f]{64}");
    assertThat(aws.taken().getLast().partitionKey()).isEqualTo("b");
  }

  @Test
  void bytesThatAreNoUtf8AreTakenAsTheyAre() throws IOException {
    byte[] line = {(byte) 0xFF, 0, (byte) 0xC3};

    assertThat(servers.events("sessions", line).status()).isEqualTo(202);
    assertThat(aws.taken()).extracting(AwsServer.Put::data).containsExactly("\u00FF\u0000\u00C3");
  }

  @Test
  void aByteOrderMarkBelongsToNoLine() throws IOException {
    Answer answer = events("sessions", "\uFEFF{\"_id\": \"a\"}\n{\"_id\": \"b\"}\n");

    assertThat(answer).isEqualTo(new Answer(202, "{\"accepted\":2}"));
    assertThat(aws.taken())
        .extracting(AwsServer.Put::data)
        .containsExactly("{\"_id\": \"a\"}", "{\"_id\": \"b\"}");
    assertThat(aws.taken()).extracting(AwsServer.Put::partitionKey).containsExactly("a", "b");
  }

  @Test
  void gzippedBodiesAreUnpackedOnBothRoutes() throws IOException {
    String document = ApiServers.VALID.formatted("a");

    Answer events =
        packed(
            "POST /events",
            Map.of("stream", "sessions"),
            "application/x-ndjson",
            document + "\n" + document);
    Answer prediction = packed("POST /predictions", Map.of(), "application/json", document);

    assertThat(events).isEqualTo(new Answer(202, "{\"accepted\":2}"));
    assertThat(servers.events())
        .extracting(AwsServer.Put::data)
        .containsExactly(document, document);
    assertThat(prediction.status()).isEqualTo(200);
  }

  private Answer packed(String routeKey, Map<String, String> query, String type, String body)
      throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return servers.send(
        routeKey,
        query,
        Map.of("content-type", type, "content-encoding", "gzip"),
        "",
        packed.toByteArray());
  }

  @Test
  void aBodyWhoseLinesCannotBeToldApartIsRefusedWhole() throws IOException {
    byte[] utf16 = "\uFEFF{}\n{}".getBytes(StandardCharsets.UTF_16LE);
    byte[] gzip = {0x1F, (byte) 0x8B, 8, 0, '\n', 0, 0};

    for (byte[] body : List.of(utf16, gzip)) {
      Answer answer = servers.events("sessions", body);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("expected UTF-8 text");
    }
    assertThat(aws.taken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sessions, _id", "service-events, event_id"})
  void eachStreamHasItsOwnIdField(String stream, String field) throws IOException {
    events(stream, "{\"_id\": \"_id\", \"event_id\": \"event_id\"}");

    assertThat(aws.taken()).extracting(AwsServer.Put::partitionKey).containsExactly(field);
  }

  @Test
  void theIndexIsPartOfTheIdWhereTheModelSaysSo() throws IOException {
    servers.routes.register(
        "demo",
        "1.0.0",
        "\"record\": {\"id\": {\"paths\": [\"_index\", \"_id\"], \"join\": \"/\"}},",
        FEATURES);
    events(
        "sessions",
        """
        {"_index": "i", "_id": "a"}
        {"_id": "a", "x": {"_index": "n"}, "_index": "j"}
        {"_id": "a"}
        """);
    events("service-events", "{\"_index\": \"i\", \"event_id\": \"e\"}");

    assertThat(aws.taken().get(0).partitionKey()).isEqualTo("i/a");
    assertThat(aws.taken().get(1).partitionKey()).isEqualTo("j/a");
    assertThat(aws.taken().get(2).partitionKey()).matches("[0-9a-f]{64}");
    assertThat(aws.taken().get(3).partitionKey()).isEqualTo("e");
    assertThat(
            predict(ApiServers.VALID.formatted("ü").replaceFirst("\\{", "{\"_index\": \"i\", "))
                .body())
        .startsWith("{\"id\":\"i/ü\"");
    assertThat(predict(ApiServers.VALID.formatted("ü")).body()).contains("_index held nothing");
  }

  @Test
  void anEventCannotTakeOnTheIdentityOfAnotherRecord() throws IOException {
    events("sessions", "{\"_id\": \"redrive:1:1731880381293:shardId-000000000000:42:0\"}");

    assertThat(aws.taken().getFirst().partitionKey()).matches("[0-9a-f]{64}");
  }

  @Test
  void anIdThatIsNoKeyStillKeepsTheEventsOfADocumentTogether() throws IOException {
    String id = "x".repeat(257);

    events("sessions", "{\"_id\": \"%s\"}\n{\"_id\": \"%s\", \"a\": 1}".formatted(id, id));

    assertThat(aws.taken()).extracting(AwsServer.Put::partitionKey).doesNotContain(id);
    assertThat(aws.taken().getFirst().partitionKey())
        .isEqualTo(aws.taken().getLast().partitionKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"\\ud83d\"", "true", "null", "\"a\", \"_id\": [5, 6]"})
  void anIdThatCannotBeAKeyIsReplacedByAHash(String id) throws IOException {
    assertThat(events("sessions", "{\"_id\": %s}".formatted(id)).status()).isEqualTo(202);
    assertThat(aws.taken().getFirst().partitionKey()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bronze", "sessions,sessions"})
  void anotherStreamIsAnswered400WithTheChoices(String stream) throws IOException {
    Answer answer = events(stream, "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("service-events", "sessions");
  }

  @Test
  void noLinesAndTooManyAreAnswered400() throws IOException {
    assertThat(events("sessions", "\n \r\n").status()).isEqualTo(400);
    assertThat(events("sessions", "{}\n".repeat(500)).status()).isEqualTo(202);
    assertThat(events("sessions", "{}\n".repeat(501)).body()).contains("501");
  }

  @Test
  void aLineThatTheStreamCannotTakeIsAnswered413AndNamed() throws IOException {
    Answer answer = events("sessions", "{}\n\n" + "x".repeat(1024 * 1024));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("Line 3");
    assertThat(aws.taken()).isEmpty();
  }

  @Test
  void linesThatTheStreamDidNotTakeAreNumbered() throws IOException {
    aws.refuse(put -> put.partitionKey().equals("b"));

    Answer answer = events("sessions", "{\"_id\": \"a\"}\n\n{\"_id\": \"b\"}\n{\"_id\": \"c\"}\n");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("\"accepted\":2", "\"not_accepted_lines\":[3]");
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
