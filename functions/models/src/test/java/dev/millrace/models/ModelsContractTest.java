package dev.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.models.counters.CountingOutcome;
import dev.millrace.models.rollout.RolloutJudge;
import dev.millrace.runs.SweepOutcome;
import dev.millrace.testsupport.MetricLines;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What contract.json declares against the code, both ways. */
class ModelsContractTest {
  @TempDir private Path folder;

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    List<JsonNode> lines;
    try (RegistryServers servers = new RegistryServers(folder)) {
      RegistryFixture registry = new RegistryFixture(servers);
      lines =
          MetricLines.of(
              () -> {
                RolloutMetrics metrics =
                    new RolloutMetrics(new FunctionMetrics(registry.settings()));
                metrics.counted(new CountingOutcome(1, 1, 1, 1, 1));
                metrics.judged(RolloutJudge.Judged.PROMOTED);
                metrics.failed(1);
                metrics.swept(new SweepOutcome(1, 1, 0, true));
                return registry.ask("POST", "/models/iris/versions/1.0.0/complete", "");
              });
    }

    assertThat(MetricLines.series(lines))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("models"));
  }
}
