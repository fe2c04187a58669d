package dev.millrace.local.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.local.support.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricLogTest {
  private static final String LINE =
      "{\"_aws\":{\"Timestamp\":%d,\"CloudWatchMetrics\":[{\"Namespace\":\"Millrace\",\"Metrics\":[{\"Name\":\"Lag\",\"Unit\":\"Milliseconds\"}],\"Dimensions\":[[\"service\",\"stream\"]]}]},\"Lag\":%s,\"service\":\"lake\",\"stream\":\"clicks\"}\n";

  @TempDir Path logs;

  @Test
  void metricsOfAllLogsAreReadInTheOrderOfTheirTime() throws Exception {
    Files.writeString(logs.resolve("A-1.log"), "a line of the log\n" + LINE.formatted(2000, 5));
    Files.writeString(logs.resolve("B-1.log"), LINE.formatted(1000, "[1.5,2]"));
    Files.writeString(logs.resolve("other"), LINE.formatted(3000, 7));

    MetricSeries lag =
        new MetricSeries("Millrace", "Lag", Map.of("service", "lake", "stream", "clicks"));
    assertThat(MetricLog.read(logs))
        .containsExactly(
            new Emission(lag, "Milliseconds", Instant.ofEpochSecond(1), List.of(1.5, 2.0)),
            new Emission(lag, "Milliseconds", Instant.ofEpochSecond(2), List.of(5.0)));
  }

  @Test
  void aLineThatIsStillBeingWrittenIsNotThereYet() throws Exception {
    String line = LINE.formatted(1000, 1);
    Files.writeString(logs.resolve("A-1.log"), line + line.substring(0, 60));

    assertThat(MetricLog.read(logs)).hasSize(1);
  }

  @Test
  void anyOtherLineThatIsNoMetricIsNamed() throws Exception {
    String line = LINE.formatted(1000, 1);
    Path log = Files.writeString(logs.resolve("A-1.log"), line.substring(0, 60) + "\n" + line);

    refused(logs, log + " holds a metric that is not JSON");
    refused(logs.resolve("none"), "no stack has run yet");
  }

  private static void refused(Path logs, String message) {
    assertThatExceptionOfType(StackException.class)
        .isThrownBy(() -> MetricLog.read(logs))
        .withMessageContaining(message);
  }
}
