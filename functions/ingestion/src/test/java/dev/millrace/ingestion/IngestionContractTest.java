package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.elasticsearch.PullMetrics;
import dev.millrace.ingestion.elasticsearch.PullOutcome;
import dev.millrace.ingestion.elasticsearch.SourceOutcome;
import dev.millrace.ingestion.event.EventMetrics;
import dev.millrace.ingestion.fetch.http.FetchAttempt;
import dev.millrace.ingestion.job.JobOutcome;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.testsupport.MetricLines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class IngestionContractTest {
  private static final Duration TOOK = Duration.ofSeconds(1);

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
                      jobs();
                      new PullMetrics(written, InstantSource.system()).record(pulled(), TOOK);
                      return null;
                    })))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("ingestion"));
  }

  private static PullOutcome pulled() {
    return new PullOutcome(
        List.of(
            new SourceOutcome(
                "visits", 4, 1, 2, 1, Optional.of(Instant.EPOCH), true, false, Optional.empty())));
  }

  private void jobs() {
    IngestionMetrics metrics = new IngestionMetrics(written);
    metrics.attempted(new FetchAttempt("localhost", Duration.ofMillis(5), 10, 200, true));
    metrics.finished(new JobOutcome(1, 1, 1, 10, 1, Duration.ofSeconds(1)));
    metrics.flush();
  }
}
