package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Settings;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.fixture.ModelRoutes;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.testsupport.SdkEnvironment;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackfillsApiTest {
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final String PATH = "/models/{name}/backfills";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StepFunctionsServer STEP_FUNCTIONS = StepFunctionsServer.start();

  private final ModelRoutes routes = new ModelRoutes();
  private SdkEnvironment environment;
  private Settings settings;
  private BackfillsApi api;

  private record Answer(int status, JsonNode body) {}

  @BeforeEach
  void start() {
    STEP_FUNCTIONS.reset();
    environment =
        new SdkEnvironment()
            .with("DynamoDb", DynamoDbServer.endpoint())
            .with("Sfn", STEP_FUNCTIONS.endpoint());
    for (String version : List.of("1.0.0", "2.0.0", "3.0.0")) {
      routes.register("demo", version, HOUR);
    }
    routes.inEffect(
        "demo",
        1,
        new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", 0)), List.of()),
        "sessions");
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "POWERTOOLS_SERVICE_NAME",
                "scoring",
                "RUNS_TABLE",
                RunTables.newTable(),
                "AUDIT_TABLE",
                DynamoDbServer.newTable("day", "time_id"),
                "BACKFILLS_MACHINE",
                StepFunctionsServer.MACHINE));
    settings.putAll(routes.environment());
    this.settings = new Settings(settings);
    api = new BackfillsApi(this.settings);
  }

  @AfterEach
  void stop() {
    environment.close();
    routes.close();
  }

  private Answer send(String route, String model, String id, String body) throws IOException {
    Map<String, Object> event =
        Map.of(
            "version",
            "2.0",
            "routeKey",
            route,
            "headers",
            Map.of("content-type", "application/json"),
            "rawQueryString",
            "",
            "pathParameters",
            Map.of("name", model, "id", id),
            "requestContext",
            Map.of(
                "requestId",
                "request-1",
                "authorizer",
                Map.of(
                    "jwt",
                    Map.of(
                        "claims",
                        Map.of("sub", "anna", "scope", "millrace/read millrace/operate")))),
            "body",
            body,
            "isBase64Encoded",
            false);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    api.handleRequest(
        new ByteArrayInputStream(JSON.writeValueAsBytes(event)), output, new Invocation());
    JsonNode answer = JSON.readTree(output.toByteArray());
    return new Answer(
        answer.path("statusCode").asInt(), JSON.readTree(answer.path("body").asText()));
  }

  private Answer start(String model, String version) throws IOException {
    return send(
        "POST " + PATH,
        model,
        "",
        "{\"version\": \"%s\", \"from\": \"2024-11-17T12:00:00Z\", \"to\": \"2024-11-17T14:00:00Z\"}"
            .formatted(version));
  }

  @Test
  void aBackfillIsAcceptedAndItsExecutionStarted() throws IOException {
    Answer answer = start("demo", "2.0.0");

    assertThat(answer.status()).isEqualTo(202);
    String id = answer.body().path("id").asText();
    assertThat(answer.body().path("status").asText()).isEqualTo("pending");
    assertThat(STEP_FUNCTIONS.isRunning(id)).isTrue();
    Answer one = send("GET " + PATH + "/{id}", "demo", id, "");
    assertThat(one.body().path("request").path("version").asText()).isEqualTo("2.0.0");
    assertThat(one.body().path("subject").asText()).isEqualTo("demo");
    assertThat(send("GET " + PATH + "/{id}", "other", id, "").status()).isEqualTo(404);
    assertThat(send("GET " + PATH, "demo", "", "").body()).hasSize(1);
    assertThat(send("GET " + PATH, "other", "", "").body()).isEmpty();
  }

  @Test
  void aBackfillMayBeCancelled() throws IOException {
    String id = start("demo", "1.0.0").body().path("id").asText();

    Answer cancelled = send("POST " + PATH + "/{id}/cancel", "demo", id, "");

    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.body().path("status").asText()).isEqualTo("cancelled");
    assertThat(STEP_FUNCTIONS.isRunning(id)).isFalse();
  }

  @Test
  void aVersionThatIsNotLoadedIsAnswered409AndOneThatIsNotThere404() throws IOException {
    Answer notRouted = start("demo", "3.0.0");
    Answer unknown = start("demo", "9.0.0");
    Answer noModel = start("nobody", "1.0.0");

    assertThat(notRouted.status()).isEqualTo(409);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().path("detail").asText()).contains("9.0.0", "1.0.0, 2.0.0, 3.0.0");
    assertThat(noModel.status()).isEqualTo(404);
    assertThat(STEP_FUNCTIONS.names()).isEmpty();
  }

  @Test
  void aRequestThatIsNoneIsAnswered400AndNothingIsStarted() throws IOException {
    assertThat(send("POST " + PATH, "demo", "", "{\"version\": \"2.0.0\"}").status())
        .isEqualTo(400);
    assertThat(STEP_FUNCTIONS.names()).isEmpty();
  }

  @Test
  void theSweepStartsWhatWasAcceptedAndNotStarted() throws Exception {
    STEP_FUNCTIONS.refuse(true);
    String id = start("demo", "2.0.0").body().path("id").asText();
    STEP_FUNCTIONS.refuse(false);
    InstantSource later = () -> Instant.now().plus(Duration.ofMinutes(10));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    List<JsonNode> metrics =
        MetricLines.of(
            () -> {
              new SweepBackfills(settings, later)
                  .handleRequest(
                      new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                      answer,
                      new Invocation());
              return null;
            });

    assertThat(STEP_FUNCTIONS.isRunning(id)).isTrue();
    assertThat(answer).hasToString("{\"open\":1,\"repaired\":1,\"failures\":0}");
    assertThat(metrics.getFirst().path("RepairedRuns").asInt()).isEqualTo(1);
  }
}
