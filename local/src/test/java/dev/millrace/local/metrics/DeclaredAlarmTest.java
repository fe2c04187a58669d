package dev.millrace.local.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.metrics.DeclaredAlarm.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclaredAlarmTest {
  private static final MetricSeries LAG =
      new MetricSeries("Millrace", "Lag", Map.of("service", "lake"));

  private static DeclaredAlarm alarm(String properties) throws Exception {
    String all =
        "{\"Namespace\":\"Millrace\",\"MetricName\":\"Lag\",\"Dimensions\":[{\"Name\":\"service\",\"Value\":\"lake\"}],"
            + "\"Threshold\":10,\"ComparisonOperator\":\"GreaterThanThreshold\",\"Period\":60,\"TreatMissingData\":\"notBreaching\","
            + properties
            + "}";
    return DeclaredAlarm.of("Lag", "lag", new ObjectMapper().readTree(all));
  }

  private static Emission written(long second, Double... values) {
    return new Emission(LAG, "Count", Instant.ofEpochSecond(second), List.of(values));
  }

  @Test
  void aSumIsThatOfAPeriod() throws Exception {
    DeclaredAlarm alarm = alarm("\"Statistic\":\"Sum\",\"EvaluationPeriods\":1");

    assertThat(alarm.condition()).isEqualTo("Sum above 10 in 60 s");
    assertThat(alarm.state(List.of(written(0, 6.0), written(59, 5.0)))).isEqualTo(State.ON);
    assertThat(alarm.state(List.of(written(59, 6.0), written(60, 5.0)))).isEqualTo(State.OFF);
    assertThat(alarm.state(List.of(written(0, 11.0), written(60, 1.0)))).isEqualTo(State.OFF);
    assertThat(alarm.state(List.of())).isEqualTo(State.NO_DATA);
  }

  @Test
  void periodsThatBreachMustFollowOneAnother() throws Exception {
    DeclaredAlarm alarm = alarm("\"Statistic\":\"Maximum\",\"EvaluationPeriods\":2");

    assertThat(alarm.condition()).isEqualTo("Maximum above 10 in 60 s, 2 times in a row");
    assertThat(alarm.state(List.of(written(0, 11.0), written(60, 1.0, 12.0)))).isEqualTo(State.ON);
    assertThat(alarm.state(List.of(written(0, 11.0), written(120, 12.0)))).isEqualTo(State.OFF);
  }

  @Test
  void aPercentileIsTheValueOfItsRank() throws Exception {
    DeclaredAlarm alarm = alarm("\"ExtendedStatistic\":\"p50\",\"EvaluationPeriods\":1");

    assertThat(alarm.state(List.of(written(0, 11.0, 9.0, 30.0)))).isEqualTo(State.ON);
    assertThat(alarm.state(List.of(written(0, 11.0, 9.0, 1.0)))).isEqualTo(State.OFF);
  }

  @Test
  void aMetricWithOtherDimensionsIsAnother() throws Exception {
    MetricSeries other =
        new MetricSeries("Millrace", "Lag", Map.of("service", "lake", "stream", "clicks"));
    Emission much = new Emission(other, "Count", Instant.EPOCH, List.of(99.0));

    assertThat(alarm("\"Statistic\":\"Sum\",\"EvaluationPeriods\":1").state(List.of(much)))
        .isEqualTo(State.NO_DATA);
  }

  @Test
  void whatIsComputedOrAwsOwnIsNotEvaluated() throws Exception {
    ObjectMapper json = new ObjectMapper();
    DeclaredAlarm own =
        DeclaredAlarm.of(
            "E", "e", json.readTree("{\"Namespace\":\"AWS/Lambda\",\"MetricName\":\"Errors\"}"));
    DeclaredAlarm computed =
        DeclaredAlarm.of(
            "R",
            "r",
            json.readTree(
                "{\"Metrics\":[{\"Expression\":\"a\"},{\"MetricStat\":{\"Metric\":{\"Namespace\":\"Millrace\",\"MetricName\":\"Lag\"}}}]}"));

    assertThat(own.state(List.of(written(0, 1.0)))).isEqualTo(State.NOT_EVALUATED);
    assertThat(computed.state(List.of(written(0, 1.0)))).isEqualTo(State.NOT_EVALUATED);
    assertThat(computed.watched()).containsExactly(new MetricSeries("Millrace", "Lag", Map.of()));
  }
}
