package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.registry.ModelTable;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The routes of routing and rollouts, as requests meet them. */
class RoutingApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLLOUT =
      """
      {"version": "2.0.0", "steps": [{"weight": 10, "bake_seconds": 60}],
       "guardrails": {"error_rate": 0.1, "minimum_sample": 20}}""";

  private final RoutingFixture fixture = new RoutingFixture();
  private final HttpFunction http =
      new HttpFunction(
          fixture.api.routes(
              new ModelAccess(
                  new ModelTable(
                      DynamoDbServer.client(), fixture.settings.text("MODEL_VERSIONS_TABLE")))),
          (request, caller, deadline) -> (answer, until) -> {});

  @BeforeEach
  void registerTheModel() {
    Map<String, AttributeValue> item =
        Map.of(
            "model", AttributeValue.fromS("#models"),
            "version", AttributeValue.fromS(fixture.model),
            "status", AttributeValue.fromS("model"),
            "owner", AttributeValue.fromS("anna"),
            "created_at", AttributeValue.fromS("2026-11-01T00:00:00.000Z"));
    DynamoDbServer.client()
        .putItem(put -> put.tableName(fixture.settings.text("MODEL_VERSIONS_TABLE")).item(item));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private record Answer(HttpResponse response, JsonNode body) {
    int status() {
      return response.status();
    }
  }

  private Answer ask(String method, String path, String body) throws IOException {
    return ask(method, path, "", Map.of(), body);
  }

  private Answer ask(String method, String path, String id, Map<String, String> query, String body)
      throws IOException {
    HttpResponse response =
        http.answer(
            new HttpRequest(
                method + " /models/{name}" + path,
                "request-1",
                Map.of("content-type", "application/json"),
                query,
                Map.of("name", fixture.model, "id", id),
                Map.of("sub", "olga", "scope", "millrace/operate"),
                body.getBytes(StandardCharsets.UTF_8)),
            RoutingFixture.deadline());
    return new Answer(response, JSON.readTree(response.body()));
  }

  @Test
  void aModelThatWasNeverRoutedHasARevisionOfZero() throws Exception {
    Answer answer = ask("GET", "/routing", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "%s", "shadow": [], "revision": 0, "effective": false, "streams": []}"""
                    .formatted(fixture.model)));
  }

  @Test
  void aModelThatNobodyRegisteredIsNotFound() throws Exception {
    RoutingApiTest other = this;
    HttpResponse response =
        other.http.answer(
            new HttpRequest(
                "GET /models/{name}/routing",
                "request-1",
                Map.of(),
                Map.of(),
                Map.of("name", "nobody"),
                Map.of("sub", "olga", "scope", "millrace/operate"),
                new byte[0]),
            RoutingFixture.deadline());

    assertThat(response.status()).isEqualTo(404);
  }

  @Test
  void aRouteIsShownAsWrittenWithWhatItWaitsFor() throws Exception {
    fixture.version("1.0.0", "validated");
    fixture.load("instance");

    Answer put = ask("PUT", "/routing", "{\"revision\": 0, \"active\": \"1.0.0\"}");

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.body().path("active").asText()).isEqualTo("1.0.0");
    assertThat(put.body().path("effective").asBoolean()).isFalse();
    assertThat(put.body().at("/waiting_for/live_instances").asInt()).isEqualTo(1);
    assertThat(put.body().at("/waiting_for/versions/0/version").asText()).isEqualTo("1.0.0");

    fixture.load("instance", "1.0.0");
    Answer shown = ask("GET", "/routing", "");
    assertThat(shown.body().path("effective").asBoolean()).isTrue();
    assertThat(shown.body().at("/in_effect/revision").asInt()).isEqualTo(1);
    assertThat(shown.body().has("waiting_for")).isFalse();
  }

  @Test
  void aLostRaceIsAConflictThatTellsTheRevision() throws Exception {
    fixture.routed();

    Answer put = ask("PUT", "/routing", "{\"revision\": 7, \"active\": \"2.0.0\"}");

    assertThat(put.status()).isEqualTo(409);
    assertThat(put.body().path("revision").asInt()).isEqualTo(1);
  }

  @Test
  void aRolloutIsAcceptedShownListedAndCancelled() throws Exception {
    fixture.routed();

    Answer accepted = ask("POST", "/rollouts", ROLLOUT);

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.body().path("status").asText()).isEqualTo("running");
    String id = accepted.body().path("id").asText();
    assertThat(accepted.response().headers())
        .containsEntry("location", "/models/%s/rollouts/%s".formatted(fixture.model, id));
    Answer shown = ask("GET", "/rollouts/{id}", id, Map.of(), "");
    assertThat(shown.body().at("/request/steps/0/weight").asInt()).isEqualTo(10);
    assertThat(shown.body().at("/measured/asked").asInt()).isZero();
    assertThat(ask("GET", "/routing", "").body().at("/rollout/id").asText()).isEqualTo(id);
    assertThat(ask("GET", "/rollouts", "", Map.of("status", "running"), "").body()).hasSize(1);
    assertThat(ask("GET", "/rollouts", "", Map.of("status", "promoted"), "").body()).isEmpty();
    assertThat(ask("GET", "/rollouts", "", Map.of("status", "pending"), "").status())
        .isEqualTo(400);
    assertThat(ask("POST", "/rollouts", ROLLOUT).status()).isEqualTo(409);

    Answer cancelled = ask("POST", "/rollouts/{id}/cancel", id, Map.of(), "");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.body().path("status").asText()).isEqualTo("cancelled");
    assertThat(ask("POST", "/rollouts/{id}/cancel", id, Map.of(), "").status()).isEqualTo(200);
  }

  @Test
  void aRollBackByHandAnswersWithTheRoutingAndEndsTheRollout() throws Exception {
    fixture.routed();
    String id = ask("POST", "/rollouts", ROLLOUT).body().path("id").asText();

    Answer answer = ask("POST", "/rollback", "{\"reason\": \"complaints\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("active").asText()).isEqualTo("1.0.0");
    assertThat(answer.body().has("canary")).isFalse();
    Answer shown = ask("GET", "/rollouts/{id}", id, Map.of(), "");
    assertThat(shown.body().path("status").asText()).isEqualTo("rolled_back");
    assertThat(shown.body().path("reason").asText()).isEqualTo("by_request");
    assertThat(shown.body().at("/error/message").asText()).contains("complaints");
    assertThat(ask("POST", "/rollback", "{\"reason\": \"again\"}").status()).isEqualTo(409);
  }

  @Test
  void streamsAreBoundByName() throws Exception {
    fixture.routed();

    assertThat(ask("PUT", "/streams", "{\"streams\": [\"sessions\"]}").body().path("streams"))
        .hasSize(1);
    assertThat(ask("PUT", "/streams", "{\"streams\": [\"hits\"]}").status()).isEqualTo(422);
    for (String wrong : List.of("{}", "{\"streams\": \"sessions\"}", "[]", "{\"stream\": []}")) {
      assertThat(ask("PUT", "/streams", wrong).status()).as(wrong).isEqualTo(400);
    }
  }
}
