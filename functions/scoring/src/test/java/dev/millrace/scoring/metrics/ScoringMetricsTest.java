package dev.millrace.scoring.metrics;

import static dev.millrace.scoring.fixture.PredictionStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.scoring.fixture.Plans;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.score.AnsweredBy;
import dev.millrace.scoring.score.DefaultsTaken;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scores;
import dev.millrace.testsupport.MetricLines;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoringMetricsTest {
  private static final LogRow.Latencies LATENCIES = new LogRow.Latencies(0, 0, 0);

  private final ScoringMetrics metrics =
      new ScoringMetrics(
          new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "scoring"))));

  private static LogRow row(StoredVersion standing, int redrives) {
    Prediction prediction = state("a", 1, "A");
    return new LogRow(
        new StoreResult(standing, prediction, prediction.arrivalTime().plusMillis(40L + redrives)),
        AnsweredBy.name("1.0.0", 0),
        Origin.STREAM,
        prediction.arrivalTime().plusMillis(33),
        redrives,
        LATENCIES);
  }

  private List<JsonNode> lines(BatchOutcome outcome) throws Exception {
    return MetricLines.of(
        () -> {
          metrics.record(outcome);
          return null;
        });
  }

  private JsonNode line(BatchOutcome outcome) throws Exception {
    return lines(outcome).getFirst();
  }

  private static BatchOutcome answered(LogRow... rows) {
    return new BatchOutcome(
        rows.length,
        0,
        List.of(),
        0,
        Map.of(),
        List.of(rows),
        Map.of(),
        BatchOutcome.CallTimes.NONE,
        3,
        2,
        DefaultsTaken.NONE);
  }

  @Test
  void recordsAreCountedByWhatBecameOfThem() throws Exception {
    JsonNode line =
        line(
            answered(
                row(StoredVersion.PREDICTED, 0),
                row(StoredVersion.PREDICTED, 0),
                row(StoredVersion.DUPLICATE, 0),
                row(StoredVersion.SUPERSEDED, 0)));

    assertThat(line.path("service").asText()).isEqualTo("scoring");
    assertThat(line.path("Received").asInt()).isEqualTo(4);
    assertThat(line.path("Predicted").asInt()).isEqualTo(2);
    assertThat(line.path("Duplicate").asInt()).isEqualTo(1);
    assertThat(line.path("Superseded").asInt()).isEqualTo(1);
    assertThat(line.path("LookUpCacheHits").asInt()).isEqualTo(3);
    assertThat(line.path("LookUpCacheMisses").asInt()).isEqualTo(2);
  }

  @Test
  void aRedrivenRecordsAgeIsNoLatency() throws Exception {
    assertThat(
            line(answered(row(StoredVersion.PREDICTED, 0), row(StoredVersion.PREDICTED, 1)))
                .path("EndToEndLatency")
                .asInt())
        .isEqualTo(40);
    assertThat(line(answered(row(StoredVersion.PREDICTED, 1))).has("EndToEndLatency")).isFalse();
  }

  @Test
  void ourOwnTimeIsMeasuredFromTheDeliveryOfRedrivenRecordsToo() throws Exception {
    assertThat(
            line(answered(row(StoredVersion.PREDICTED, 0))).path("DeliveryToStoredLatency").asInt())
        .isEqualTo(7);
    assertThat(
            line(answered(row(StoredVersion.PREDICTED, 1))).path("DeliveryToStoredLatency").asInt())
        .isEqualTo(8);
  }

  @Test
  void aCallUnderAMillisecondIsMeasuredAndOneThatWasNotMadeIsNot() throws Exception {
    JsonNode line =
        line(
            new BatchOutcome(
                1,
                0,
                List.of(),
                0,
                Map.of(),
                List.of(),
                Map.of(),
                new BatchOutcome.CallTimes(
                    OptionalLong.of(0),
                    OptionalLong.of(7),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.of(2)),
                0,
                1,
                DefaultsTaken.NONE));

    assertThat(line.path("LookUpLatency").isNumber()).isTrue();
    assertThat(line.path("ModelLatency").asInt()).isEqualTo(7);
    assertThat(line.path("QuarantineLatency").asInt()).isEqualTo(2);
    assertThat(line.has("StoreLatency")).isFalse();
    assertThat(line.has("LogLatency")).isFalse();
  }

  @Test
  void whatIsQuarantinedIsCountedByReasonToo() throws Exception {
    List<JsonNode> lines =
        lines(
            new BatchOutcome(
                3,
                0,
                List.of("7"),
                1,
                Map.of("the container answered 503", 1),
                List.of(),
                Map.of(Reason.ID_MISSING, 2),
                BatchOutcome.CallTimes.NONE,
                0,
                0,
                DefaultsTaken.NONE));

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().path("Quarantined").asInt()).isEqualTo(2);
    assertThat(lines.getFirst().path("Retried").asInt()).isEqualTo(1);
    assertThat(lines.getLast().path("Quarantined").asInt()).isEqualTo(2);
    assertThat(lines.getLast().path("reason").asText()).isEqualTo("id_missing");
  }

  private static Scores scores(Score... all) {
    return new Scores(
        List.of(all),
        OptionalLong.empty(),
        OptionalLong.empty(),
        0,
        0,
        new DefaultsTaken(
            new TreeMap<>(Map.of("zip_codes", 3)),
            new TreeMap<>(Map.of("zip_codes", 2)),
            new TreeMap<>(Map.of("visits", 4))));
  }

  @Test
  void lookUpsThatFoundNothingAreCountedOfBatchesAndRequestsAlike() throws Exception {
    JsonNode ofBatch =
        line(
            new BatchOutcome(
                5,
                0,
                List.of(),
                0,
                Map.of(),
                List.of(),
                Map.of(),
                BatchOutcome.CallTimes.NONE,
                0,
                0,
                new DefaultsTaken(
                    new TreeMap<>(Map.of("zip_codes", 3)),
                    new TreeMap<>(Map.of("zip_codes", 2)),
                    new TreeMap<>(Map.of("visits", 4)))));
    DocumentRecord document =
        Plans.document(
            Plans.of("{\"name\": \"hour_of_day\"}"),
            "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293}}");
    List<JsonNode> ofRequest =
        MetricLines.of(
            () -> {
              metrics.record(scores(new Score.Unavailable(document, "no answer")), 0, List.of(), 0);
              return null;
            });

    assertThat(ofRequest).hasSize(1);
    for (JsonNode line : List.of(ofBatch, ofRequest.getFirst())) {
      assertThat(line.path("LookUpsNotFound").asInt()).isEqualTo(3);
      assertThat(line.path("LookUpKeysInvalid").asInt()).isEqualTo(2);
      assertThat(line.path("FeatureDefaults").asInt()).isEqualTo(4);
    }
  }

  @Test
  void whatTheParserFailsOnIsCountedOfBatchesAndRequestsAlike() throws Exception {
    JsonNode ofBatch =
        line(
            new BatchOutcome(
                1,
                0,
                List.of(),
                0,
                Map.of(),
                List.of(),
                Map.of(Reason.PARSER_FAILED, 1),
                BatchOutcome.CallTimes.NONE,
                0,
                0,
                DefaultsTaken.NONE));
    List<JsonNode> ofRequest =
        MetricLines.of(
            () -> {
              metrics.record(scores(), 4, List.of(), 0);
              return null;
            });

    assertThat(ofBatch.path("ParserFailures").asInt()).isEqualTo(1);
    assertThat(ofRequest)
        .singleElement()
        .satisfies(line -> assertThat(line.path("ParserFailures").asInt()).isEqualTo(4));
  }
}
