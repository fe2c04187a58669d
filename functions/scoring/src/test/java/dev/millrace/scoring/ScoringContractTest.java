package dev.millrace.scoring;

import static dev.millrace.scoring.fixture.PredictionStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Contract;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.features.document.Reason;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.scoring.metrics.BatchOutcome;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.prediction.Origin;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.StoreResult;
import dev.millrace.scoring.prediction.StoredVersion;
import dev.millrace.scoring.score.AnsweredBy;
import dev.millrace.scoring.score.DefaultsTaken;
import dev.millrace.scoring.score.Scores;
import dev.millrace.testsupport.MetricLines;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class ScoringContractTest {
  private final Contract contract = Contract.of("scoring");
  private static final Scores NOTHING_SCORED =
      new Scores(List.of(), OptionalLong.empty(), OptionalLong.empty(), 0, 0, DefaultsTaken.NONE);

  private final FunctionMetrics written =
      new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "scoring")));
  private final ScoringMetrics metrics = new ScoringMetrics(written);

  @Test
  void reasonsAreThoseOfTheQuarantine() {
    assertThat(contract.dimensions().get("reason"))
        .containsExactlyElementsOf(Stream.of(Reason.values()).map(Reason::code).toList());
  }

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    List<JsonNode> lines =
        MetricLines.of(
            () -> {
              metrics.record(everything());
              metrics.redriven(1);
              metrics.featureMismatch();
              metrics.routingNotRead();
              metrics.shadows(1, 1);
              new SweepOutcome(1, 1, 1, true).write(written);
              written.count("AuditFailures", 1);
              written.flush();
              metrics.record(NOTHING_SCORED, 1, everything().rows(), 1);
              return null;
            });

    assertThat(MetricLines.series(lines))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("scoring"));
  }

  private static BatchOutcome everything() {
    Prediction prediction = state("a", 1, "A");
    LogRow row =
        new LogRow(
            new StoreResult(StoredVersion.PREDICTED, prediction, prediction.arrivalTime()),
            AnsweredBy.name("1.0.0", 0),
            Origin.STREAM,
            prediction.arrivalTime(),
            0,
            new LogRow.Latencies(0, 0, 0));
    OptionalLong call = OptionalLong.of(1);
    return new BatchOutcome(
        1,
        0,
        List.of(),
        0,
        Map.of(),
        List.of(row),
        Arrays.stream(Reason.values()).collect(Collectors.toMap(Function.identity(), _ -> 1)),
        new BatchOutcome.CallTimes(call, call, call, call, call),
        0,
        0,
        new DefaultsTaken(
            new TreeMap<>(Map.of("zip_codes", 1)),
            new TreeMap<>(Map.of("zip_codes", 1)),
            new TreeMap<>(Map.of("visits", 1))));
  }
}
