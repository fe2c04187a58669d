package dev.millrace.scoring.batch;

import static dev.millrace.scoring.fixture.ScoringServers.assertSumHolds;
import static dev.millrace.scoring.fixture.ScoringServers.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.Reason;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.scoring.fixture.ModelRoutes;
import dev.millrace.scoring.fixture.PredictionStates;
import dev.millrace.scoring.fixture.ScoringServers;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.testsupport.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Which models score a stream, and what becomes of a batch while routes cannot be used. */
class BoundModelsTest {
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final String VISITS =
      "{\"name\": \"hour_of_day\"}, {\"name\": \"visits\", \"from\": \"_source.visits\", \"as\": \"number\"}";
  private static final RoutedVersions FIRST = RoutedVersions.active("1.0.0");
  private static final RoutedVersions SECOND = RoutedVersions.active("2.0.0");

  private static S3Server buckets;
  private ScoringServers servers;
  private ModelRoutes routes;

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
    routes = servers.routes;
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private BatchOutcome score(BatchScoring batches, int... hours) throws InterruptedException {
    return servers.score(batches, Arrays.stream(hours).mapToObj(servers::valid).toList());
  }

  @Test
  void eachModelThatIsBoundGivesEachRecordAnOutcomeOfItsOwn() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    routes.register("other", "1.0.0", VISITS).inEffect("other", 4, FIRST, "events", "sessions");

    BatchOutcome outcome =
        servers.score(
            servers.batches(),
            List.of(
                record(1, servers.document(1, ", \"visits\": 3")),
                servers.valid(2),
                record(3, "no JSON")));

    assertThat(outcome.received()).isEqualTo(6);
    assertSumHolds(outcome);
    assertThat(outcome.quarantined())
        .isEqualTo(Map.of(Reason.MALFORMED_JSON, 2, Reason.FEATURE_MISSING, 1));
    assertThat(servers.logged())
        .extracting(row -> row.path("log_id").asText())
        .containsExactlyInAnyOrder(
            "sessions/shardId-000000000000/1/0/demo/1.0.0/active",
            "sessions/shardId-000000000000/2/0/demo/1.0.0/active",
            "sessions/shardId-000000000000/1/0/other/1.0.0/active");
    assertThat(servers.quarantined())
        .extracting(
            line -> line.path("model").asText() + " " + line.path("sequence_number").asText())
        .containsExactlyInAnyOrder("demo 3", "other 2", "other 3");
    assertThat(servers.stored(1, "demo")).isPresent();
    assertThat(servers.stored(1, "other")).isPresent();
    assertThat(servers.stored(2, "other")).isEmpty();
  }

  @Test
  void aRecordThatFailsForOneModelIsDeliveredAgainForAll() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    routes.register("other", "2.0.0", HOUR).inEffect("other", 1, SECOND, "sessions");
    servers.model.failVersion("2.0.0", 503, "busy");

    BatchOutcome outcome = score(servers.batches(), 1, 2);

    assertThat(outcome.retries()).containsExactly("1", "2");
    assertSumHolds(outcome);
    assertThat(servers.logged()).isEmpty();
    assertThat(servers.stored(1, "demo")).isPresent();
  }

  @Test
  void aModelThatKeepsItsBatchWaitingLeavesTheOthersTime() throws Exception {
    routes.register("a-waits", "2.0.0", HOUR).inEffect("a-waits", 1, SECOND, "sessions");
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    servers.model.failVersion("2.0.0", 409, "{\"features\": [\"visits\"]}");
    Deadline deadline = Deadline.after(Duration.ofSeconds(4));

    BatchOutcome outcome =
        servers
            .batches()
            .score(
                servers.valid(1, 3), ScoringServers.ARRIVAL, deadline, PredictionStates.DEADLINE);

    assertThat(outcome.retries()).containsExactly("1", "2");
    assertThat(servers.stored(1, "demo")).isPresent();
  }

  @Test
  void recordsOfAStreamThatNoModelIsBoundToAreUnboundAndNotRetried() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "other-stream");

    BatchOutcome outcome = score(servers.batches(), 1, 2);

    assertThat(outcome.unbound()).isEqualTo(2);
    assertThat(outcome.received()).isZero();
    assertThat(outcome.retries()).isEmpty();
    assertThat(servers.logged()).isEmpty();
    assertThat(servers.model.calls()).isEmpty();
  }

  @Test
  void aBatchWaitsForTheFirstVersionOfTheOnlyModelThatIsBound() throws Exception {
    routes
        .register("demo", "1.0.0", HOUR)
        .row("demo", 1, FIRST, Optional.empty(), Optional.empty(), "sessions");

    BatchOutcome outcome =
        servers
            .batches()
            .score(
                servers.valid(1, 3),
                ScoringServers.ARRIVAL,
                Deadline.after(Duration.ofMillis(100)),
                PredictionStates.DEADLINE);

    assertThat(outcome.retries()).containsExactly("1");
    assertThat(outcome.unbound()).isZero();
    assertThat(outcome.failures().keySet()).singleElement().asString().contains("[demo]");
    assertSumHolds(outcome);
  }

  @Test
  void aModelWhoseFirstVersionIsLoadingKeepsNoOtherWaiting() throws Exception {
    routes
        .register("demo", "1.0.0", HOUR)
        .row("demo", 1, FIRST, Optional.empty(), Optional.empty(), "sessions");
    routes.register("other", "1.0.0", HOUR).inEffect("other", 1, FIRST, "sessions");

    BatchOutcome outcome = score(servers.batches(), 1);

    assertThat(outcome.received()).isEqualTo(1);
    assertThat(outcome.rows()).hasSize(1);
  }

  @Test
  void theRowBeforeGoesOnAnsweringUntilEveryInstanceHasLoadedTheNewOne() throws Exception {
    routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
    routes.row(
        "demo",
        2,
        SECOND,
        Optional.of(new RoutesInEffect(FIRST, 1, ScoringServers.ARRIVAL)),
        Optional.of("1.0.0"),
        "sessions");
    routes.heartbeat("a", "demo/1.0.0", "demo/2.0.0").heartbeat("b", "demo/1.0.0");
    BatchScoring batches = servers.batches();

    score(batches, 1);
    routes.heartbeat("b", "demo/1.0.0", "demo/2.0.0").passASecond();
    score(batches, 2);

    assertThat(servers.stored(1, "demo").orElseThrow().modelVersion()).isEqualTo("1.0.0");
    assertThat(servers.stored(2, "demo").orElseThrow().modelVersion()).isEqualTo("2.0.0");
    assertThat(routes.stored("demo").isEffective()).isTrue();
    assertThat(routes.stored("demo").inEffect().orElseThrow().since())
        .isEqualTo(ScoringServers.ARRIVAL);
  }

  @Test
  void whileTheRoutesWereNeverReadTheBatchIsDeliveredAgain() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    routes.takeDown(routes.routing);
    BatchScoring batches = servers.batches();

    BatchOutcome outcome = score(batches, 1, 2);

    assertThat(outcome.retries()).containsExactly("1");
    assertSumHolds(outcome);
    assertThat(servers.quarantined()).isEmpty();
    routes.bringUp(routes.routing);
    assertThat(score(batches, 1, 2).rows()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"routing", "versions"})
  void whatCannotBeReadAnyMoreIsUsedAsItWasAndCounted(String table) throws Exception {
    routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
    routes.inEffect("demo", 1, FIRST, "sessions");
    BatchScoring batches = servers.batches();
    score(batches, 1);

    routes.inEffect("demo", 2, SECOND, "sessions");
    routes.takeDown(table.equals("routing") ? routes.routing : routes.versions);
    routes.passASecond();
    BatchOutcome outcome = score(batches, 2);

    assertThat(outcome.rows()).hasSize(1);
    assertThat(servers.stored(2, "demo").orElseThrow().modelVersion()).isEqualTo("1.0.0");
    assertThat(routes.notRead()).isEqualTo(1);
    routes.bringUp(table.equals("routing") ? routes.routing : routes.versions);
    routes.passASecond();
    score(batches, 3);
    assertThat(servers.stored(3, "demo").orElseThrow().modelVersion()).isEqualTo("2.0.0");
  }

  @Test
  void heartbeatsThatCannotBeReadDoNotStopARollBack() throws Exception {
    routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
    routes.inEffect("demo", 1, SECOND, "sessions");
    routes.row("loading", 1, FIRST, Optional.empty(), Optional.empty());
    BatchScoring batches = servers.batches();
    score(batches, 1);

    routes.inEffect("demo", 2, FIRST, "sessions");
    routes.takeDown(routes.heartbeats);
    routes.passASecond();
    score(batches, 2);

    assertThat(servers.stored(2, "demo").orElseThrow().modelVersion()).isEqualTo("1.0.0");
    assertThat(routes.notRead()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "rejected", "no definition", "another record"})
  void aModelWhoseRegistryIsInconsistentStopsNoOther(String fault) throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    switch (fault) {
      case "missing" -> routes.inEffect("bad", 1, FIRST, "sessions");
      case "rejected" ->
          routes.putVersion("bad", "1.0.0", "rejected", "-").inEffect("bad", 1, FIRST, "sessions");
      case "no definition" ->
          routes.putVersion("bad", "1.0.0", "validated", "-").inEffect("bad", 1, FIRST, "sessions");
      default ->
          routes
              .register("bad", "1.0.0", HOUR)
              .register("bad", "2.0.0", "\"record\": {\"id\": {\"paths\": [\"key\"]}},", HOUR)
              .canary("bad", 1, 5);
    }

    BatchOutcome outcome = score(servers.batches(), 1, 2);

    assertThat(outcome.received()).isEqualTo(2);
    assertThat(outcome.rows()).hasSize(2);
    assertThat(outcome.retries()).isEmpty();
    assertThat(routes.notRead()).isEqualTo(1);
  }

  @Test
  void routesThatCannotBeUsedLeaveThoseBeforeInUse() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    BatchScoring batches = servers.batches();
    score(batches, 1);

    routes.inEffect("demo", 2, SECOND, "sessions").passASecond();

    assertThat(score(batches, 2).rows()).hasSize(1);
    assertThat(servers.stored(2, "demo").orElseThrow().modelVersion()).isEqualTo("1.0.0");
  }

  @Test
  void aRowThatIsNoneOfOursStopsNoModel() throws Exception {
    routes.register("demo", "1.0.0", HOUR).inEffect("demo", 1, FIRST, "sessions");
    routes.putItem(Map.of("model", AttributeValue.fromS("foreign")));

    assertThat(score(servers.batches(), 1).rows()).hasSize(1);
  }

  @Test
  void aBatchStopsWaitingForAModelThatRefusesEverythingOnceItIsRolledBack() throws Exception {
    routes.register("demo", "1.0.0", HOUR).register("demo", "2.0.0", HOUR);
    routes.inEffect("demo", 1, SECOND, "sessions");
    servers.model.failVersion("2.0.0", 409, "{\"features\": [\"visits\"]}");
    servers.model.beforeAnswer(
        "2.0.0", () -> routes.inEffect("demo", 2, FIRST, "sessions").passASecond());
    BatchScoring batches = servers.batches();

    BatchOutcome outcome = score(batches, 1, 2);

    assertThat(outcome.retries()).containsExactly("1", "2");
    assertThat(servers.model.calls("2.0.0")).hasSize(1);
    assertThat(score(batches, 1, 2).rows()).hasSize(2);
    assertThat(servers.stored(1, "demo").orElseThrow().modelVersion()).isEqualTo("1.0.0");
  }
}
