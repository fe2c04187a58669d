package dev.millrace.models;

import static dev.millrace.models.RoutingFixture.ONE;
import static dev.millrace.models.RoutingFixture.deadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.InvalidInput;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunStatus;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The functions of rollouts, invoked as Lambda does. */
class RolloutFunctionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RoutingFixture fixture = new RoutingFixture().routed();
  private final SdkEnvironment sdk =
      new SdkEnvironment()
          .with("DynamoDb", DynamoDbServer.endpoint())
          .with("Sfn", fixture.stepFunctions.endpoint());

  @AfterEach
  void stop() {
    sdk.close();
    fixture.close();
  }

  private static JsonNode invoke(RequestStreamHandler function, String event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new Invocation());
    return JSON.readTree(answer.toByteArray());
  }

  private RunId start() {
    return fixture
        .api
        .rollouts()
        .start(
            fixture.model,
            RolloutPlan.read(
                """
                {"version": "2.0.0", "steps": [{"weight": 1, "bake_seconds": 60}],
                 "guardrails": {"minimum_sample": 1}}"""
                    .getBytes(StandardCharsets.UTF_8)),
            "olga",
            deadline())
        .id();
  }

  @Test
  void aRolloutThatEndedIsJudgedNoMore() throws Exception {
    RunId id = start();
    fixture.rollBack("");

    JsonNode answer = invoke(new JudgeRollout(fixture.settings), "{\"id\": \"%s\"}".formatted(id));

    assertThat(answer.path("ended").asBoolean()).isTrue();
    assertThat(answer.path("id").asText()).isEqualTo(id.text());
  }

  @Test
  void whatTheMachineCaughtTakesTheCanaryBack() throws Exception {
    RunId id = start();

    JsonNode answer =
        invoke(
            new JudgeRollout(fixture.settings),
            """
            {"id": "%s", "caught": {"Error": "States.Timeout", "Cause": "it took long"}}"""
                .formatted(id));

    assertThat(answer.path("ended").asBoolean()).isTrue();
    assertThat(fixture.row().versions()).isEqualTo(RoutedVersions.active(ONE));
    assertThat(fixture.api.runs().find(id, deadline()).orElseThrow().status())
        .isEqualTo(RunStatus.FAILED);
  }

  @Test
  void aJudgeNeedsARolloutsId() {
    JudgeRollout judge = new JudgeRollout(fixture.settings);

    assertThatThrownBy(() -> invoke(judge, "{\"id\": \"newest\"}"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("id held \"newest\", expected a rollout's id");
    assertThatThrownBy(() -> invoke(judge, "{}")).hasMessageContaining("id is missing");
    assertThatThrownBy(
            () -> invoke(judge, "{\"id\": \"20261130T235959Z-000000000000\", \"step\": \"1\"}"))
        .hasMessageContaining("step");
  }

  @Test
  void theSampleEventOfTheLogIsCounted() throws Exception {
    String event =
        Files.readString(
            Path.of("..", "..", "events", "CountPredictions.json"), StandardCharsets.UTF_8);
    CountPredictions function = new CountPredictions(fixture.settings);

    invoke(function, event);
    invoke(function, event);

    assertThat(
            RoutingParts.counters(fixture.settings, DynamoDbServer.client(), fixture.clock)
                .since("session-conversion", "1.0.0", "active", 1, deadline())
                .answered())
        .isEqualTo(1);
  }

  @Test
  void aSweepThatFindsNothingSaysSo() throws Exception {
    JsonNode answer = invoke(new SweepRollouts(fixture.settings), "{}");

    assertThat(answer.path("taken_back").asInt()).isZero();
    assertThat(answer.path("failures").asInt()).isZero();
  }
}
