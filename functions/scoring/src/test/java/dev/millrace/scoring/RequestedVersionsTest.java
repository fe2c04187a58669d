package dev.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.scoring.ApiServers.Answer;
import dev.millrace.testsupport.MetricLines;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which version answers a request, and what is logged of it. */
class RequestedVersionsTest {
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final String DOCUMENT = ApiServers.VALID.formatted("a");
  private static final RoutedVersions FIRST = RoutedVersions.active("1.0.0");

  private ApiServers servers;

  @BeforeEach
  void start() throws IOException {
    servers = new ApiServers();
    for (String version : List.of("1.0.0", "2.0.0", "3.0.0")) {
      servers.routes.register("demo", version, HOUR);
    }
    servers.routes.putVersion("demo", "4.0.0", "rejected", "-");
    servers.routes.inEffect("demo", 3, FIRST, "sessions");
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Answer named(String version) throws IOException {
    return servers.predict(Map.of("version", version), DOCUMENT);
  }

  @Test
  void anUnnamedVersionIsTheActiveOneOfTheDefaultModel() throws IOException {
    JsonNode answer = servers.predict(DOCUMENT).json();

    assertThat(answer.path("model").asText()).isEqualTo("demo");
    assertThat(answer.path("model_version").asText()).isEqualTo("1.0.0");
  }

  @Test
  void aModelMayBeNamed() throws IOException {
    servers
        .routes
        .register("other", "7.0.0", HOUR)
        .inEffect("other", 1, RoutedVersions.active("7.0.0"));

    JsonNode answer = servers.predict(Map.of("model", "other"), DOCUMENT).json();

    assertThat(answer.path("model").asText()).isEqualTo("other");
    assertThat(answer.path("model_version").asText()).isEqualTo("7.0.0");
  }

  @Test
  void aNamedVersionAnswersAndTheLogSaysWhatItIs() throws IOException {
    servers.routes.row(
        "demo",
        4,
        new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", 0)), List.of("3.0.0")),
        Optional.of(
            new RoutesInEffect(
                new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", 0)), List.of("3.0.0")),
                4,
                Instant.EPOCH)),
        Optional.empty());

    for (String version : List.of("1.0.0", "2.0.0", "3.0.0")) {
      Answer answer = named(version);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("model_version").asText()).isEqualTo(version);
    }

    assertThat(servers.logged())
        .extracting(row -> row.path("role").asText())
        .containsExactly("active", "canary", "named");
    assertThat(servers.logged())
        .allSatisfy(row -> assertThat(row.has("routing_revision")).isFalse());
  }

  @Test
  void theLastGoodVersionMayBeNamedUnlessItWasDeactivated() throws IOException {
    servers.routes.row(
        "demo",
        4,
        FIRST,
        Optional.of(new RoutesInEffect(FIRST, 4, Instant.EPOCH)),
        Optional.of("2.0.0"));

    assertThat(named("2.0.0").status()).isEqualTo(200);

    servers.routes.putVersion("demo", "2.0.0", "deactivated", "-");
    assertThat(named("2.0.0").status()).isEqualTo(404);
  }

  @Test
  void aVersionThatIsNotValidatedIsAnswered404WithThoseThatAre() throws IOException {
    for (String version : List.of("4.0.0", "9.0.0", "x")) {
      Answer answer = named(version);

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains(version, "1.0.0, 2.0.0, 3.0.0");
    }
  }

  @Test
  void aVersionThatIsNotRoutedIsAnswered409() throws IOException {
    Answer answer = named("3.0.0");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("3.0.0", "1.0.0");
    assertThat(servers.model.calls()).isEmpty();
  }

  @Test
  void anUnknownModelIsAnswered404WithThoseThatAreRouted() throws IOException {
    Answer answer = servers.predict(Map.of("model", "nobody"), DOCUMENT);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("nobody", "demo");
  }

  @Test
  void aFirstVersionThatIsLoadingIsAnswered503ThatSaysSo() throws IOException {
    servers.routes.row("demo", 1, FIRST, Optional.empty(), Optional.empty(), "sessions");

    Answer answer = servers.predict(DOCUMENT);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("loading version 1.0.0 of demo");
    assertThat(named("1.0.0").status()).isEqualTo(503);
  }

  @Test
  void aModelWhoseRegistryIsInconsistentIsAnswered500WithoutTheCause() throws IOException {
    servers.routes.inEffect("demo", 9, RoutedVersions.active("4.0.0"));

    Answer answer = servers.predict(DOCUMENT);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("demo");
  }

  @Test
  void whileTheRoutesCannotBeReadARequestIsAnswered503() throws IOException {
    servers.takeTablesDown();

    assertThat(servers.predict(DOCUMENT).status()).isEqualTo(503);
  }

  @Test
  void whatACanaryDoesNotAnswerIsAnsweredByTheActiveVersionAndSaysSo() throws IOException {
    servers.routes.canary("demo", 4, 100);
    servers.model.failVersion("2.0.0", 500, "broken");

    Answer answer = servers.predict(DOCUMENT);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("model_version").asText()).isEqualTo("1.0.0");
    assertThat(answer.json().path("fallback_from").path("version").asText()).isEqualTo("2.0.0");
    assertThat(servers.logged())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.path("fallback_from"))
                    .isEqualTo(answer.json().path("fallback_from")));
  }

  @Test
  void eachPredictionOfARequestIsLoggedUnderItsPlaceInIt() throws IOException {
    servers.predict("[%s, 5, %s]".formatted(DOCUMENT, ApiServers.VALID.formatted("b")));

    List<JsonNode> rows = servers.logged();
    assertThat(rows)
        .extracting(row -> row.path("log_id").asText())
        .containsExactly(
            "request/request-1/0/demo/1.0.0/active", "request/request-1/2/demo/1.0.0/active");
    JsonNode row = rows.getLast();
    assertThat(row.path("record_id").asText()).isEqualTo("request/request-1/2");
    assertThat(row.path("stream").asText()).isEqualTo("request");
    assertThat(row.path("shard_id").asText("none")).isEmpty();
    assertThat(row.path("sequence_number").asText()).isEqualTo("request-1");
    assertThat(row.path("sub_sequence_number").asInt()).isEqualTo(2);
    assertThat(row.path("id").asText()).isEqualTo("b");
    assertThat(row.path("status").asText()).isEqualTo("predicted");
    assertThat(row.path("origin").asText()).isEqualTo("request");
    assertThat(row.path("routing_revision").asInt()).isEqualTo(3);
    assertThat(servers.called).doesNotContain("PutItem");
  }

  @Test
  void aLogThatTakesNothingFailsNoAnswerAndIsCounted() throws Exception {
    servers.aws.refuse(ApiServers::isLogRow);
    Answer[] answer = new Answer[1];

    List<JsonNode> metrics = MetricLines.of(() -> answer[0] = servers.predict(DOCUMENT));

    assertThat(answer[0].status()).isEqualTo(200);
    assertThat(metrics)
        .singleElement()
        .satisfies(line -> assertThat(line.path("RequestsNotLogged").asInt()).isEqualTo(1));
    assertThat(MetricLines.of(() -> servers.predict(DOCUMENT))).hasSize(1);
  }

  @Test
  void theWarmUpScoresAndLogsNothing() {
    servers.api.beforeCheckpoint(null);

    assertThat(servers.model.calls()).isNotEmpty();
    assertThat(servers.aws.taken()).isEmpty();
  }
}
