package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.event.EventMetrics;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.testsupport.MetricLines;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class IngestionContractTest {
  private final FunctionMetrics written =
      new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "ingestion")));

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    assertThat(
            MetricLines.series(
                MetricLines.of(
                    () -> {
                      new EventMetrics(written).routingNotRead();
                      new SweepOutcome(1, 1, 1, true).write(written);
                      written.count("AuditFailures", 1);
                      written.flush();
                      return null;
                    })))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("ingestion"));
  }
}
