package dev.millrace.scoring.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.fixture.ScoringServers;
import dev.millrace.testsupport.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowScoringTest {
  private static final String HOUR = "{\"name\": \"hour_of_day\"}";
  private static final String VISITS =
      "{\"name\": \"visits\", \"from\": \"_source.visits\", \"as\": \"number\"}";

  private static S3Server buckets;
  private ScoringServers servers;

  @BeforeAll
  static void startBuckets(@TempDir Path folder) throws Exception {
    buckets = new S3Server(folder);
  }

  @AfterAll
  static void stopBuckets() throws Exception {
    buckets.close();
  }

  @BeforeEach
  void start() throws Exception {
    servers = new ScoringServers(buckets);
    servers
        .routes
        .register("demo", "1.0.0", "", HOUR)
        .register("demo", "2.0.0", "", HOUR)
        .register("demo", "3.0.0", "", HOUR + "," + VISITS)
        .inEffect(
            "demo",
            1,
            new RoutedVersions("1.0.0", Optional.empty(), List.of("2.0.0", "3.0.0")),
            "sessions");
  }

  @AfterEach
  void stop() throws Exception {
    servers.close();
  }

  /** The log's rows of these hours, as scoring writes them, as records of the log's stream. */
  private List<StreamRecord> logged(StreamRecord... sessions) throws Exception {
    servers.score(servers.batches(), List.of(sessions));
    return servers.stream.taken().stream()
        .map(put -> ScoringServers.record(1, put.data()))
        .toList();
  }

  private List<JsonNode> shadowsOf(List<StreamRecord> rows, Deadline deadline) throws Exception {
    int before = servers.logged().size();
    assertThat(servers.shadows().score(rows, deadline, Deadline.after(Duration.ofSeconds(20))))
        .isTrue();
    List<JsonNode> all = servers.logged();
    return all.subList(before, all.size());
  }

  private List<JsonNode> shadowsOf(List<StreamRecord> rows) throws Exception {
    return shadowsOf(rows, Deadline.after(Duration.ofSeconds(20)));
  }

  @Test
  void eachShadowHasARowOfTheRecordThatOthersAnswered() throws Exception {
    List<StreamRecord> rows =
        logged(
            ScoringServers.record(1, servers.document(1, ", \"visits\": 3")),
            ScoringServers.record(2, servers.document(2, ", \"visits\": 4")));
    JsonNode answered = servers.logged().getFirst();

    List<JsonNode> shadows = shadowsOf(rows);

    assertThat(shadows)
        .extracting(
            row -> row.path("model_version").asText() + " " + row.path("prediction").asText())
        .containsExactlyInAnyOrder("2.0.0 0.01", "3.0.0 0.01", "2.0.0 0.02", "3.0.0 0.02");
    JsonNode first = shadows.getFirst();
    assertThat(first.path("role").asText()).isEqualTo("shadow");
    assertThat(first.path("shadowed").asBoolean(true)).isFalse();
    assertThat(first.path("shadow_of")).isEqualTo(answered.path("log_id"));
    for (String member : List.of("record_id", "id", "event_time", "arrival_time", "origin")) {
      assertThat(first.path(member)).as(member).isEqualTo(answered.path(member));
    }
    assertThat(first.path("log_id").asText())
        .isEqualTo(answered.path("record_id").asText() + "/demo/2.0.0/shadow");
  }

  @Test
  void theEndpointIsToldThatTheyMayWait() throws Exception {
    List<StreamRecord> rows = logged(ScoringServers.record(1, servers.document(1, "")));

    shadowsOf(rows);

    assertThat(servers.model.customAttributes()).first().asString().doesNotContain("role=shadow");
    assertThat(servers.model.customAttributes()).last().asString().endsWith(";role=shadow");
  }

  @Test
  void aMissingFeatureIsTheShadowsError() throws Exception {
    List<StreamRecord> rows = logged(ScoringServers.record(1, servers.document(1, "")));

    List<JsonNode> shadows = shadowsOf(rows);

    assertThat(shadows).hasSize(2);
    assertThat(shadows.get(0).has("prediction")).isTrue();
    assertThat(shadows.get(1).path("error").asText()).contains("visits");
    assertThat(shadows.get(1).has("prediction")).isFalse();
  }

  @Test
  void aShadowThatFailsOrHangsIsLoggedWithItsErrorAndTriedNoFurther() throws Exception {
    List<StreamRecord> rows =
        logged(ScoringServers.record(1, servers.document(1, ", \"visits\": 3")));
    servers.model.failVersion("2.0.0", 500, "broken");
    servers.model.hangVersion("3.0.0");

    List<JsonNode> shadows = shadowsOf(rows, Deadline.after(Duration.ofSeconds(2)));

    assertThat(shadows).hasSize(2).allMatch(row -> row.has("error") && !row.has("prediction"));
    assertThat(shadows.getFirst().path("error").asText()).contains("500");
  }

  @Test
  void aRowThatIsNoneOfTheLogStopsNoOther() throws Exception {
    List<StreamRecord> rows =
        new ArrayList<>(logged(ScoringServers.record(1, servers.document(1, ", \"visits\": 3"))));
    rows.addFirst(ScoringServers.record(9, "{\"shadowed\": true}"));

    assertThat(shadowsOf(rows)).hasSize(2);
  }

  @Test
  void aLogThatDoesNotTakeTheRowsIsTold() throws Exception {
    List<StreamRecord> rows = logged(ScoringServers.record(1, servers.document(1, "")));
    servers.stream.refuse(put -> put.data().contains("shadow_of"));

    assertThat(
            servers
                .shadows()
                .score(
                    rows,
                    Deadline.after(Duration.ofSeconds(20)),
                    Deadline.after(Duration.ofMillis(200))))
        .isFalse();
  }
}
