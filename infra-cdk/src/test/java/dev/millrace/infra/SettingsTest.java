package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void everySettingHasADefault() {
    var settings = Settings.of(Map.of());
    assertThat(settings.scoring().enhancedFanOut()).isTrue();
    assertThat(settings.streams().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.streams().shards()).isEmpty();
    assertThat(settings.api().corsOrigins()).isEmpty();
    assertThat(settings.vpc()).isFalse();
    assertThat(settings.retain()).isTrue();
  }

  @Test
  void aValueIsTextOnTheCommandLineAndJsonInAFile() {
    assertThat(Settings.of(Map.of("batchSize", "7", "vpc", "true")))
        .isEqualTo(Settings.of(Map.of("batchSize", 7, "vpc", true)));
    assertThat(Settings.of(Map.of("batchSize", 7.0)).scoring().batchSize()).isEqualTo(7);
  }

  @Test
  void anEventMayLieADayAheadAndTenYearsBehindAndAnIdHasNoIndex() {
    var settings = Settings.of(Map.of());
    assertThat(settings.scoring().indexInId()).isFalse();
    assertThat(settings.scoring().maximumAheadOfArrival()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.lake().maximumBehindArrival()).isEqualTo(Duration.ofDays(3650));
  }

  @Test
  void aListIsWrittenWithCommas() {
    var settings = Settings.of(Map.of("corsOrigins", "https://a.example, http://localhost:3000"));
    assertThat(settings.api().corsOrigins())
        .isEqualTo(List.of("https://a.example", "http://localhost:3000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vpc | yes | Setting vpc is \"yes\"; expected true or false.",
        "batchSize | many | Setting batchSize is \"many\"; expected a whole number from 1 to"
            + " 10000.",
        "batchSize | 10001 | Setting batchSize is \"10001\"; expected a whole number from 1 to"
            + " 10000.",
        "batchSize | 1.5 | Setting batchSize is \"1.5\"; expected a whole number from 1 to 10000.",
        "parallelizationFactor | 11 | Setting parallelizationFactor is \"11\"; expected a whole"
            + " number from 1 to 10.",
        "maximumRecordAge | 60 | Setting maximumRecordAge is \"60\"; expected retention or an"
            + " ISO-8601 duration from PT1M to PT168H.",
        "maximumRecordAge | PT1S | Setting maximumRecordAge is \"PT1S\"; expected retention or an"
            + " ISO-8601 duration from PT1M to PT168H.",
        "startingPosition | LATEST | Setting startingPosition is \"LATEST\"; expected TRIM_HORIZON"
            + " or an ISO-8601 time that has passed, such as 2026-11-01T00:00:00Z.",
        "startingPosition | 9999-01-01T00:00:00Z | Setting startingPosition is"
            + " \"9999-01-01T00:00:00Z\"; expected TRIM_HORIZON or an ISO-8601 time that has"
            + " passed, such as 2026-11-01T00:00:00Z.",
        "shards | 0 | Setting shards is \"0\"; expected on-demand or a number of shards, 1 to 999.",
        "endpointInstanceType | c6g.large | Setting endpointInstanceType is \"c6g.large\"; expected"
            + " a SageMaker instance type such as ml.c6g.large.",
        "corsOrigins | * | Setting corsOrigins is \"*\"; expected origins such as"
            + " https://example.com, by commas.",
        "databasePrefix | 1st | Setting databasePrefix is \"1st\"; expected lower-case letters,"
            + " digits and underscores, at most 31, a letter first.",
        "archiveStreamsPeriod | PT1M | Setting archiveStreamsPeriod is \"PT1M\"; expected an"
            + " ISO-8601 duration from PT2M to PT24H.",
        "cleanEventsPeriod | PT2M30S | Setting cleanEventsPeriod is \"PT2M30S\"; expected whole"
            + " minutes, such as PT5M.",
        "cleanEventsTimeout | PT20M | Setting cleanEventsTimeout is \"PT20M\"; expected an ISO-8601"
            + " duration from PT1M to PT4M.",
        "bronzeGlacierDays | 45 | Setting bronzeGlacierDays is \"45\"; expected a whole number from"
            + " 60 to 3650.",
        "indexInId | 1 | Setting indexInId is \"1\"; expected true or false.",
        "maximumBehindArrival | PT1H | Setting maximumBehindArrival is \"PT1H\"; expected an"
            + " ISO-8601 duration from PT24H to PT876000H.",
        "bronzeSessionsDays | never | Setting bronzeSessionsDays is \"never\"; expected days, 1 to"
            + " 9999, or forever.",
        "modelVersion | ../1 | Setting modelVersion is \"../1\"; expected a version such as 1.0.0.",
      })
  void anErrorNamesTheKeyItsValueAndWhatIsExpected(String key, String value, String message) {
    assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @Test
  void aDayCountThatLogsDoNotKnowIsRefused() {
    assertThatThrownBy(() -> Settings.of(Map.of("logRetentionDays", 31)))
        .hasMessageStartingWith("Setting logRetentionDays is \"31\"; expected one of [1, 3, 7,");
  }

  @Test
  void bronzeMayBeKeptForEver() {
    var bronze = Settings.of(Map.of("bronzeSessionsDays", "forever")).lake().bronze();
    assertThat(bronze.sessionsDays()).isEmpty();
    assertThat(bronze.predictionsDays()).hasValue(730);
  }

  @Test
  void eventsAndTheirMetricsAreKeptForEverUnlessSomebodySaysOtherwise() {
    var rows = Settings.of(Map.of("serviceEventsDays", "90")).lake().rows();
    assertThat(rows.serviceEventsDays()).hasValue(90);
    assertThat(rows.serviceMetricsDays()).isEmpty();
    assertThat(rows.rejectedEventsDays()).hasValue(730);
  }

  /** The scheduler may be a minute late for one and in time for the next. */
  @ParameterizedTest
  @CsvSource({"PT2M, PT1M", "PT5M, PT4M", "PT11M, PT10M", "P1D, PT10M"})
  void aRunHasEndedWhenItsSuccessorBegins(Duration period, Duration timeout) {
    var job = Settings.of(Map.of("cleanEventsPeriod", period.toString())).lake().cleanEvents();
    assertThat(job.timeout()).isEqualTo(timeout).isLessThan(period);
    assertThatThrownBy(
            () ->
                Settings.of(
                    Map.of(
                        "cleanEventsPeriod", "PT5M",
                        "cleanEventsTimeout", "PT5M")))
        .hasMessageContaining("from PT1M to PT4M");
  }

  /** Were it dropped before that, a run by hand would make its successor a failure. */
  @ParameterizedTest
  @ValueSource(strings = {"PT2M", "PT5M", "PT16M", "P1D"})
  void anInvocationWaitsForARunThatIsUnderWay(String period) {
    var job = Settings.of(Map.of("cleanEventsPeriod", period)).lake().cleanEvents();
    assertThat(job.maximumEventAge())
        .isGreaterThan(job.timeout())
        .isLessThanOrEqualTo(job.period())
        .isLessThanOrEqualTo(Duration.ofHours(6));
  }

  /** What a run misses is still there for the next. */
  @Test
  void streamsAreArchivedTwiceBeforeTheyForget() {
    assertThatThrownBy(
            () -> Settings.of(Map.of("streamRetention", "P1D", "archiveStreamsPeriod", "P1D")))
        .hasMessage(
            "Setting archiveStreamsPeriod is \"P1D\"; expected an ISO-8601 duration from PT2M to"
                + " PT12H.");
  }

  @Test
  void aMistypedKeyIsNotIgnored() {
    assertThatThrownBy(() -> Settings.of(Map.of("enhancedFanout", "false")))
        .hasMessageStartingWith("Setting enhancedFanout (\"false\") is unknown; expected one of ")
        .hasMessageContaining("enhancedFanOut");
  }

  @Test
  void keysOfTheCdkItselfAreItsOwn() {
    var context = Map.of("aws:cdk:bundling-stacks", List.of("**"), "@aws-cdk/core:newStyle", true);
    assertThat(Settings.of(context)).isEqualTo(Settings.of(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ml.c6g.large", "ml.m7g.xlarge", "ml.c6gn.large", "ml.r8g.large", "ml.m6gd.large"})
  void gravitonIsArm(String type) {
    assertThat(new InstanceType(type).isArm()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ml.m5.large", "ml.g4dn.xlarge", "ml.g5.xlarge", "ml.c7i.large", "ml.t2.medium"})
  void theRestIsX86(String type) {
    assertThat(new InstanceType(type).isArm()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ml.m5d.large, true", "ml.g4dn.xlarge, true", "ml.g5.xlarge, true", "ml.m6gd.large, true",
    "ml.m5.large, false", "ml.c6g.large, false", "ml.c6gn.large, false", "ml.t2.medium, false"
  })
  void someInstancesHaveDisksOfTheirOwn(String type, boolean expected) {
    assertThat(new InstanceType(type).hasLocalStorage()).isEqualTo(expected);
  }
}
