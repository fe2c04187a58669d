package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.settings.DeclaredSetting;
import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitySettingsTest {
  @Test
  void everySettingHasADefault() {
    var settings = platform(Map.of());
    assertThat(settings.streams().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.streams().shards()).isEmpty();
    assertThat(settings.api().corsOrigins()).isEmpty();
    assertThat(settings.vpc()).isFalse();
    assertThat(settings.retain()).isTrue();
    assertThat(settings.documents().maximumAheadOfArrival()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aValueIsAStringOnTheCommandLineAndJsonInAFile() {
    assertThat(platform(Map.of("apiRateLimit", "7", "vpc", "true")))
        .isEqualTo(platform(Map.of("apiRateLimit", 7, "vpc", true)));
    assertThat(platform(Map.of("apiRateLimit", 7.0)).api().rateLimit()).isEqualTo(7);
  }

  @Test
  void aListIsWrittenWithCommas() {
    var settings = platform(Map.of("corsOrigins", "https://a.example, http://localhost:3000"));
    assertThat(settings.api().corsOrigins())
        .isEqualTo(List.of("https://a.example", "http://localhost:3000"));
  }

  @Test
  void theReadmeHasATableOfAllSettings() throws IOException {
    var page = Files.readString(Path.of("README.md"));
    assertThat(page).as("run infra-cdk/settings").isEqualTo(SettingsPages.rewritten(page));
  }

  @Test
  void theSchemaIsThatOfTheDeclarations() throws IOException {
    assertThat(Path.of("environments.schema.json"))
        .as("run infra-cdk/settings")
        .content()
        .isEqualTo(SettingsPages.schema());
  }

  @Test
  void everySettingSaysWhatItIs() {
    var reader = new SettingsReader(Map.of());
    Capabilities.of(reader);
    assertThat(reader.declared())
        .isNotEmpty()
        .allSatisfy(
            setting -> {
              assertThat(setting.meaning()).isNotBlank();
              assertThat(setting.expected()).isNotBlank();
              assertThat(setting.later()).isNotBlank();
            })
        .extracting(DeclaredSetting::key)
        .doesNotHaveDuplicates();
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
            + " ISO-8601 duration from PT1M to P7D.",
        "maximumRecordAge | PT1S | Setting maximumRecordAge is \"PT1S\"; expected retention or an"
            + " ISO-8601 duration from PT1M to P7D.",
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
            + " ISO-8601 duration from PT2M to P1D.",
        "cleanEventsPeriod | PT2M30S | Setting cleanEventsPeriod is \"PT2M30S\"; expected whole"
            + " minutes, such as PT5M.",
        "cleanEventsTimeout | PT20M | Setting cleanEventsTimeout is \"PT20M\"; expected an ISO-8601"
            + " duration from PT1M to PT4M.",
        "bronzeGlacierDays | 45 | Setting bronzeGlacierDays is \"45\"; expected a whole number from"
            + " 60 to 3650.",
        "maximumBehindArrival | PT1H | Setting maximumBehindArrival is \"PT1H\"; expected an"
            + " ISO-8601 duration from P1D to P36500D.",
        "bronzeSessionsDays | never | Setting bronzeSessionsDays is \"never\"; expected days, 1 to"
            + " 9999, or forever.",
        "modelVersion | ../1 | Setting modelVersion is \"../1\"; expected a version such as 1.0.0.",
      })
  void anErrorNamesTheKeyItsValueAndWhatIsExpected(String key, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @Test
  void aDayCountThatLogsDoNotKnowIsRefused() {
    assertThatThrownBy(() -> read(Map.of("logRetentionDays", 31)))
        .hasMessageStartingWith("Setting logRetentionDays is \"31\"; expected one of [1, 3, 7,");
  }

  /** What a run misses is still there for the next. */
  @Test
  void streamsAreArchivedTwiceBeforeTheyForget() {
    assertThatThrownBy(() -> read(Map.of("streamRetention", "P1D", "archiveStreamsPeriod", "P1D")))
        .hasMessage(
            "Setting archiveStreamsPeriod is \"P1D\"; expected an ISO-8601 duration from PT2M to"
                + " PT12H.");
  }

  @Test
  void aMistypedKeyIsNotIgnored() {
    assertThatThrownBy(() -> read(Map.of("enhancedFanout", "false")))
        .hasMessageStartingWith("Setting enhancedFanout (\"false\") is unknown; expected one of ")
        .hasMessageContaining("enhancedFanOut");
  }

  @Test
  void aListIsAListInAFile() {
    var settings =
        platform(Map.of("corsOrigins", List.of("https://a.example", "http://b.example")));
    assertThat(settings.api().corsOrigins())
        .isEqualTo(List.of("https://a.example", "http://b.example"));
  }

  /** Settings are below capabilities, and cannot ask them. */
  @Test
  void clientsCanHaveEveryScopeOfTheApi() {
    assertThat(PlatformSettings.SCOPES)
        .containsExactlyInAnyOrderElementsOf(
            ApiScope.ofTokens().stream().map(ApiScope::id).toList());
  }

  @Test
  void eachClientHasItsScopes() {
    assertThat(platform(Map.of()).clients())
        .isEqualTo(Map.of("api", List.of("ingest", "predict", "read")));
    assertThat(platform(Map.of("clients", Map.of("producer", List.of("ingest")))).clients())
        .isEqualTo(platform(Map.of("clients", "{\"producer\": [\"ingest\"]}")).clients())
        .isEqualTo(Map.of("producer", List.of("ingest")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"producer\": [\"write\"]} | producer: [write]",
        "{\"producer\": []} | producer: []",
        "{\"producer\": \"ingest\"} | producer: ingest",
        "{\"Producer\": [\"ingest\"]} | Producer: [ingest]",
        "producer | producer",
        "[1] | [1]",
      })
  void aClientThatIsNoneIsNamed(String value, String named) {
    assertThatThrownBy(() -> read(Map.of("clients", value)))
        .hasMessage(
            "Setting clients is \"%s\"; expected an object of clients, each with a list of [ingest, operate, predict, read], such as {\"producer\": [\"ingest\"]}."
                .formatted(named));
  }

  @Test
  void tagsAreStrings() {
    assertThat(platform(Map.of("tags", Map.of("cost-centre", "7"))).tags())
        .isEqualTo(Map.of("cost-centre", "7"));
    assertThatThrownBy(() -> read(Map.of("tags", Map.of("aws:x", "7"))))
        .hasMessageStartingWith("Setting tags is \"aws:x: 7\"; expected an object of tags");
  }

  private static PlatformSettings platform(Map<String, ?> context) {
    return Capabilities.of(new SettingsReader(context)).platform();
  }

  private static void read(Map<String, ?> context) {
    Capabilities.of(new SettingsReader(context));
  }
}
