package dev.millrace.infra.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeSettingsTest {
  @Test
  void anEventMayLieTenYearsBehind() {
    assertThat(lake(Map.of()).maximumBehindArrival()).isEqualTo(Duration.ofDays(3650));
  }

  @Test
  void bronzeMayBeKeptForEver() {
    var bronze = lake(Map.of("bronzeSessionsDays", "forever")).bronze();
    assertThat(bronze.sessionsDays()).isEmpty();
    assertThat(bronze.predictionsDays()).hasValue(730);
  }

  @Test
  void eventsAndTheirMetricsAreKeptForEverUnlessSomebodySaysOtherwise() {
    var rows = lake(Map.of("serviceEventsDays", "90")).rows();
    assertThat(rows.serviceEvents()).hasValue(90);
    assertThat(rows.serviceMetrics()).isEmpty();
    assertThat(rows.rejectedEvents()).hasValue(730);
  }

  /** The scheduler may be a minute late for one and in time for the next. */
  @ParameterizedTest
  @CsvSource({"PT2M, PT1M", "PT5M, PT4M", "PT11M, PT10M", "P1D, PT10M"})
  void aRunHasEndedWhenItsSuccessorBegins(Duration period, Duration timeout) {
    var job = lake(Map.of("cleanEventsPeriod", period.toString())).cleanEvents();
    assertThat(job.timeout()).isEqualTo(timeout).isLessThan(period);
    assertThatThrownBy(
            () ->
                lake(
                    Map.of(
                        "cleanEventsPeriod", "PT5M",
                        "cleanEventsTimeout", "PT5M")))
        .hasMessageContaining("from PT1M to PT4M");
  }

  /** Were it dropped before that, a run by hand would make its successor a failure. */
  @ParameterizedTest
  @ValueSource(strings = {"PT2M", "PT5M", "PT16M", "P1D"})
  void anInvocationWaitsForARunThatIsUnderWay(String period) {
    var job = lake(Map.of("cleanEventsPeriod", period)).cleanEvents();
    assertThat(job.maximumEventAge())
        .isGreaterThan(job.timeout())
        .isLessThanOrEqualTo(job.period())
        .isLessThanOrEqualTo(Duration.ofHours(6));
  }

  private static LakeSettings lake(Map<String, ?> context) {
    return LakeSettings.of(new SettingsReader(context), Duration.ofDays(7));
  }
}
