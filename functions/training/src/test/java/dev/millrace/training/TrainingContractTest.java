package dev.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.testsupport.MetricLines;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRun;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What contract.json declares against the code, both ways. */
class TrainingContractTest {
  private final TrainingMetrics metrics =
      new TrainingMetrics(
          new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "training"))));

  @Test
  void exactlyTheDeclaredMetricsAreWritten() throws Exception {
    assertThat(
            MetricLines.series(
                MetricLines.of(
                    () -> {
                      metrics.record(committed());
                      return null;
                    })))
        .containsExactlyInAnyOrderElementsOf(MetricLines.declared("training"));
  }

  private static TrainingAnswer committed() {
    return TrainingAnswer.committed(
        new TrainingRun(
            "run",
            Instant.EPOCH,
            Instant.EPOCH,
            Source.LOG,
            "model",
            "1.0.0",
            1,
            1,
            1,
            1,
            1,
            0,
            0,
            0,
            OptionalLong.of(1),
            Optional.empty()));
  }
}
