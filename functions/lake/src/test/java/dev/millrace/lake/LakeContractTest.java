package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Contract;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.lake.aggregation.AggregationMetrics;
import dev.millrace.lake.aggregation.AggregationOutcome;
import dev.millrace.lake.anomaly.AnomalyKinds;
import dev.millrace.lake.archive.ArchiveMetrics;
import dev.millrace.lake.archive.ArchiveOutcome;
import dev.millrace.lake.cleaning.CleaningMetrics;
import dev.millrace.lake.cleaning.CleaningOutcome;
import dev.millrace.lake.events.RejectionReason;
import dev.millrace.lake.lookup.LoadMetrics;
import dev.millrace.lake.lookup.LoadOutcome;
import dev.millrace.testsupport.MetricLines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class LakeContractTest {
  private static final Duration TOOK = Duration.ofSeconds(1);

  private final Contract contract = Contract.of("lake");
  private final FunctionMetrics metrics =
      new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "lake")));

  @Test
  void reasonsAndKindsAreThoseOfTheCode() {
    assertThat(contract.dimensions().get("reason"))
        .containsExactlyElementsOf(
            Stream.of(RejectionReason.values()).map(RejectionReason::code).toList());
    assertThat(contract.dimensions().get("kind"))
        .containsExactlyInAnyOrderElementsOf(AnomalyKinds.codes());
  }

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    List<JsonNode> lines =
        MetricLines.of(
            () -> {
              new ArchiveMetrics(metrics).record(archived(), TOOK);
              new CleaningMetrics(metrics, InstantSource.system()).record(cleaned(), TOOK);
              new AggregationMetrics(metrics).record(aggregated(), TOOK);
              new LoadMetrics(metrics).record(loaded(), TOOK);
              return null;
            });

    assertThat(MetricLines.series(lines))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("lake"));
  }

  private ArchiveOutcome archived() {
    ArchiveOutcome.Totals totals = new ArchiveOutcome.Totals(1, 2, 3, 4, Duration.ofMillis(5));
    return new ArchiveOutcome(
        contract.dimensions().get("stream").stream()
            .collect(Collectors.toMap(Function.identity(), _ -> totals, (a, _) -> a, TreeMap::new)),
        new TreeMap<>(),
        true);
  }

  private static CleaningOutcome cleaned() {
    Map<RejectionReason, Long> rejected =
        Stream.of(RejectionReason.values()).collect(Collectors.toMap(Function.identity(), _ -> 1L));
    return new CleaningOutcome(9, 1, rejected, 1, 1, 1, 1, Optional.of(Instant.EPOCH), true);
  }

  private static LoadOutcome loaded() {
    return new LoadOutcome(
        "stores", Instant.EPOCH, 1, new TreeMap<>(), List.of(), 1, 1, 0, 1, Optional.empty());
  }

  private static AggregationOutcome aggregated() {
    Map<String, Long> anomalies =
        AnomalyKinds.codes().stream().collect(Collectors.toMap(Function.identity(), _ -> 1L));
    return new AggregationOutcome(1, 1, 1, 1, anomalies, Optional.of(TOOK), true);
  }
}
