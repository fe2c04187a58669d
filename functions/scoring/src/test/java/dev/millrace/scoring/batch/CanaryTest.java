package dev.millrace.scoring.batch;

import static dev.millrace.scoring.fixture.ScoringServers.LOOKUPS;
import static dev.millrace.scoring.fixture.ScoringServers.assertSumHolds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.fixture.PredictionStates;
import dev.millrace.scoring.fixture.ScoringServers;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.testsupport.S3Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A canary answers for its share, and whatever it does not answer the active version does. */
class CanaryTest {
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final int RECORDS = 24;

  private static S3Server buckets;
  private ScoringServers servers;

  @BeforeAll
  static void startBuckets(@TempDir Path folder) throws Exception {
    buckets = new S3Server(folder);
  }

  @AfterAll
  static void stopBuckets() {
    buckets.close();
  }

  @BeforeEach
  void start() throws Exception {
    servers = new ScoringServers(buckets);
    servers.routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private BatchOutcome score() throws InterruptedException {
    return servers.score(servers.batches(), servers.valid(0, RECORDS));
  }

  private String chosen(int hour, double weight) {
    return new RoutedVersions("1.0.0", Optional.of(new Canary("2.0.0", weight)), List.of())
        .versionFor("demo", servers.prefix + hour);
  }

  private Prediction stored(int hour) {
    return servers.stored(hour, "demo").orElseThrow();
  }

  @Test
  void eachRecordIsAnsweredByTheVersionOfItsShareInOneCallAVersion() throws Exception {
    servers.routes.canary("demo", 7, 50);

    assertSumHolds(score());

    for (JsonNode row : servers.logged()) {
      int hour = row.path("features").path("hour_of_day").asInt();
      String version = chosen(hour, 50);
      assertThat(row.path("model_version").asText()).isEqualTo(version);
      assertThat(row.path("role").asText())
          .isEqualTo(version.equals("1.0.0") ? "active" : "canary");
      assertThat(row.path("routing_revision").asInt()).isEqualTo(7);
      assertThat(row.path("origin").asText()).isEqualTo("stream");
      assertThat(row.path("shadowed").asBoolean(true)).isFalse();
      assertThat(row.has("fallback_from")).isFalse();
      assertThat(row.path("latencies_ms").path("model").isNumber()).isTrue();
      assertThat(stored(hour).modelVersion()).isEqualTo(version);
    }
    assertThat(servers.logged()).hasSize(RECORDS);
    assertThat(servers.model.calls("1.0.0").size() + servers.model.calls("2.0.0").size())
        .isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 100})
  void noneOrEveryRecordIsTheCanarysAtTheEndsOfTheRange(double weight) throws Exception {
    servers.routes.canary("demo", 1, weight);

    score();

    assertThat(servers.logged())
        .extracting(row -> row.path("role").asText())
        .hasSize(RECORDS)
        .containsOnly(weight == 0 ? "active" : "canary");
  }

  /** Every record is the canary's, and none of its calls is answered. */
  private void assertEveryRecordIsAnsweredInsteadOf(String error, int calls) throws Exception {
    BatchOutcome outcome = score();

    assertSumHolds(outcome);
    assertThat(outcome.retries()).isEmpty();
    assertThat(outcome.rows()).hasSize(RECORDS);
    for (JsonNode row : servers.logged()) {
      assertThat(row.path("model_version").asText()).isEqualTo("1.0.0");
      assertThat(row.path("role").asText()).isEqualTo("active");
      assertThat(row.path("fallback_from").path("version").asText()).isEqualTo("2.0.0");
      assertThat(row.path("fallback_from").path("error").asText()).contains(error);
    }
    assertThat(servers.model.calls("2.0.0")).hasSize(calls);
    assertThat(servers.model.calls("1.0.0")).hasSize(1);
    assertThat(stored(3).modelVersion()).isEqualTo("1.0.0");
  }

  @Test
  void aCanaryThatLacksAFeatureIsNotAsked() throws Exception {
    servers
        .routes
        .register(
            "demo",
            "2.0.0",
            HOUR + ", {\"name\": \"visits\", \"from\": \"_source.visits\", \"as\": \"number\"}")
        .canary("demo", 1, 100);

    assertEveryRecordIsAnsweredInsteadOf("visits", 0);
  }

  @Test
  void aCanaryThatRefusesEverythingIsAskedOnce() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.failVersion("2.0.0", 400, "too odd");

    assertEveryRecordIsAnsweredInsteadOf("too odd", 1);
  }

  @Test
  void aCanaryThatFailsIsAskedOnce() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.failVersion("2.0.0", 500, "broken");

    assertEveryRecordIsAnsweredInsteadOf("the container answered 500", 1);
  }

  @Test
  void aCanaryThatIsNotLoadedIsAskedOnce() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.failVersion("2.0.0", 404, "{\"error\": \"none\", \"loaded\": [\"demo/1.0.0\"]}");

    assertEveryRecordIsAnsweredInsteadOf("has not loaded version 2.0.0", 1);
  }

  @Test
  void aCanaryThatTakesOtherFeaturesIsNotWaitedFor() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.failVersion("2.0.0", 409, "{\"features\": [\"visits\"]}");

    assertEveryRecordIsAnsweredInsteadOf("visits", 1);
  }

  @Test
  void aCanaryThatHangsCostsItsRecordsNoAnswer() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.hangVersion("2.0.0");

    assertEveryRecordIsAnsweredInsteadOf("", 1);
  }

  @Test
  void aCanaryWhoseLookUpFailsIsAnsweredFor() throws Exception {
    servers
        .routes
        .register("demo", "2.0.0", HOUR + ", {\"name\": \"zip_known\"}")
        .canary("demo", 1, 100);

    BatchOutcome outcome =
        servers.score(
            servers.batches("no-table", servers.quarantine),
            List.of(ScoringServers.record(1, servers.document(1, ", \"zipCode\": \"94105\""))));

    assertThat(outcome.retries()).isEmpty();
    assertThat(servers.logged())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.path("fallback_from").path("error").asText()).contains("look-up"));
  }

  @Test
  void onlyTheRecordsThatACanaryNamesAreAnsweredInsteadOfIt() throws Exception {
    servers.routes.canary("demo", 1, 100);
    servers.model.failAt(422, 5, 11);
    servers.model.failWith("{\"error\": \"odd\", \"instances\": [5, 11]}");

    BatchOutcome outcome = score();

    assertSumHolds(outcome);
    assertThat(servers.model.calls("2.0.0")).hasSize(2);
    // The active version refuses the two as well: by its own search they are quarantined.
    assertThat(servers.quarantined())
        .extracting(line -> line.path("id").asText())
        .containsExactly(servers.prefix + 5, servers.prefix + 11);
    assertThat(servers.logged())
        .hasSize(RECORDS - 2)
        .extracting(row -> row.path("role").asText())
        .containsOnly("canary");
  }

  @Test
  void theRowOfTheActiveVersionTellsNothingOfACanaryThatWasNotAsked() throws Exception {
    servers.routes.canary("demo", 1, 50);
    servers.model.failVersion("2.0.0", 500, "broken");

    score();

    for (JsonNode row : servers.logged()) {
      int hour = row.path("features").path("hour_of_day").asInt();
      assertThat(row.has("fallback_from")).isEqualTo(chosen(hour, 50).equals("2.0.0"));
    }
  }

  @Test
  void aShadowsVectorsAreLoggedAndNobodyAsksIt() throws Exception {
    servers
        .routes
        .register(
            "demo",
            "3.0.0",
            "{\"name\": \"hour_of_day\"}, {\"name\": \"visits\", \"from\": \"_source.visits\", \"as\": \"number\"}")
        .inEffect(
            "demo",
            1,
            new RoutedVersions("1.0.0", Optional.empty(), List.of("2.0.0", "3.0.0")),
            "sessions");

    servers.score(
        servers.batches(LOOKUPS, servers.quarantine),
        List.of(
            ScoringServers.record(1, servers.document(1, ", \"visits\": 7")),
            ScoringServers.record(2, servers.document(2, ""))));

    List<JsonNode> rows = servers.logged();
    assertThat(rows)
        .extracting(row -> row.path("shadowed").asBoolean())
        .containsExactly(true, true);
    assertThat(rows.get(0).path("shadows").toString())
        .isEqualTo(
            "[{\"version\":\"2.0.0\",\"features\":{\"hour_of_day\":1}},"
                + "{\"version\":\"3.0.0\",\"features\":{\"hour_of_day\":1,\"visits\":7}}]");
    assertThat(rows.get(1).path("shadows").get(0).has("features")).isTrue();
    assertThat(rows.get(1).path("shadows").get(1).path("error").asText()).contains("visits");
    assertThat(servers.model.calls()).hasSize(1);
  }

  @Test
  void theLookUpAttributesOfANewVersionAreReadThoughTheRowsAreInMemory() throws Exception {
    String lookups = "\"lookups\": {\"shops\": {\"key\": \"_source.shop\"}},";
    String size = HOUR + ", {\"name\": \"size\", \"lookup\": \"shops\", \"attribute\": \"size\"}";
    String age = "{\"name\": \"age\", \"lookup\": \"shops\", \"attribute\": \"age\"}";
    servers.putLookupRow("shops#a", "size", "4", "age", "9");
    servers
        .routes
        .register("demo", "1.0.0", lookups, size)
        .register("demo", "2.0.0", lookups, size + "," + age)
        .inEffect("demo", 1, RoutedVersions.active("1.0.0"), "sessions");
    BatchScoring batches = servers.batches();
    servers.score(
        batches, List.of(ScoringServers.record(1, servers.document(1, ", \"shop\": \"a\""))));

    servers.routes.inEffect("demo", 2, RoutedVersions.active("2.0.0"), "sessions");
    servers.routes.passASecond();
    servers.score(
        batches, List.of(ScoringServers.record(2, servers.document(2, ", \"shop\": \"a\""))));

    assertThat(servers.table.find(servers.prefix + 2, "demo", PredictionStates.DEADLINE))
        .hasValueSatisfying(
            prediction ->
                assertThat(prediction.features())
                    .containsEntry("size", 4.0)
                    .containsEntry("age", 9.0));
  }

  @Test
  void aRecordStaysWithTheCanaryWhileItsWeightGrows() throws Exception {
    servers.routes.canary("demo", 1, 30);
    BatchScoring batches = servers.batches();
    servers.score(batches, servers.valid(0, RECORDS));
    List<Integer> before = canarys();

    servers.routes.canary("demo", 2, 60);
    servers.routes.passASecond();
    servers.score(batches, servers.valid(0, RECORDS));

    assertThat(canarys()).containsAll(before);
  }

  private List<Integer> canarys() {
    return IntStream.range(0, RECORDS)
        .filter(hour -> stored(hour).modelVersion().equals("2.0.0"))
        .boxed()
        .toList();
  }
}
