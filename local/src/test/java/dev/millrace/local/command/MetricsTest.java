package dev.millrace.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.metrics.DeclaredAlarm;
import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricSeries;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static Emission skew(long second, double value) {
    MetricSeries series = new MetricSeries("Millrace", "FeatureSkew", Map.of("service", "lake"));
    return new Emission(series, "Count", Instant.ofEpochSecond(second), List.of(value));
  }

  private static DeclaredAlarm alarm(String name, String metric) throws Exception {
    String properties =
        "{\"Namespace\":\"Millrace\",\"MetricName\":\"%s\",\"Dimensions\":[{\"Name\":\"service\",\"Value\":\"lake\"}],"
            + "\"Statistic\":\"Sum\",\"Threshold\":0,\"ComparisonOperator\":\"GreaterThanThreshold\",\"Period\":60,"
            + "\"EvaluationPeriods\":1,\"AlarmDescription\":\"Served otherwise\"}";
    return new DeclaredAlarm(
        name,
        name,
        List.of(new MetricSeries("Millrace", metric, Map.of("service", "lake"))),
        new ObjectMapper().readTree(properties.formatted(metric)));
  }

  @Test
  void metricsAndTheAlarmsThatTheySetOffArePrinted() throws Exception {
    DeclaredAlarm computed =
        new DeclaredAlarm(
            "RejectedRate", "rejected-rate", List.of(), new ObjectMapper().createObjectNode());
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Metrics.print(
        List.of(skew(0, 3), skew(60, 1.5)),
        List.of(alarm("FeatureSkew", "FeatureSkew"), alarm("Other", "Another"), computed),
        new PrintStream(out, true, UTF_8));

    assertThat(out.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "metric dimensions values last sum unit",
            "FeatureSkew service=lake 2 1.500 4.500 Count",
            "",
            "ON FeatureSkew: Sum above 0 in 60 s. Served otherwise",
            "no data Other: Sum above 0 in 60 s",
            "not evaluated, for they are computed from several metrics or on AWS's own: RejectedRate");
  }
}
