package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.infra.artifact.Resources;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.ingestion.IngestionCapability;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.settings.DeclaredSetting;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.training.TrainingCapability;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The declarations of the Iceberg tables stay as they were first released. */
class ReleasedTablesTest {
  private static final String WHY =
      """
      %s is not declared as it was first released (src/test/resources/dev/millrace/infra/released). \
      CloudFormation would update living tables with the new declaration: columns that functions \
      have added would be dropped, and cursors among the properties could be lost. To add a column, \
      add it to the function's TableDefinition, optional, and leave the declaration alone: \
      LakeCatalog.open adds what a living table lacks. A new table needs a copy of its declaration \
      here. See docs/decisions/0018-tables-are-declared-for-creation.md\
      """;

  static List<String> tables() {
    return Synthesis.byDefault().resources("AWS::Glue::Table").stream()
        .filter(table -> table.properties().has("OpenTableFormatInput"))
        .map(table -> table.property("/DatabaseName") + "." + table.property("/Name"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aDeclarationIsThatOfItsFirstRelease(String table) {
    assertThat(declared(Synthesis.byDefault(), table)).as(WHY, table).isEqualTo(released(table));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void otherSettingsDeclareTheSameTable(String table) throws IOException {
    assertThat(without("trial_", declared(Synthesis.otherwise(), "trial_" + table)))
        .as(WHY, table)
        .isEqualTo(released(table));
  }

  /**
   * Its name and its place follow the prefix, which makes other tables; nothing follows the rest.
   */
  @Test
  void noSettingReachesAnExistingTable() throws IOException {
    assertThat(EVERY_SETTING.keySet()).containsAll(settingsOfTables());
    var synthesis = Synthesis.of("every-setting", EVERY_SETTING);
    for (var table : tables()) {
      assertThat(without("x_", declared(synthesis, "x_" + table)))
          .as(WHY, table)
          .isEqualTo(released(table));
    }
  }

  private static Set<String> settingsOfTables() {
    var platform = PlatformSettings.of(new SettingsReader(Map.of()));
    var reader = new SettingsReader(Map.of());
    new LakeCapability(reader, platform);
    new TrainingCapability(reader, platform);
    new IngestionCapability(reader, platform);
    return reader.declared().stream()
        .filter(setting -> !setting.key().endsWith("Alarm") && !setting.key().endsWith("Percent"))
        .map(DeclaredSetting::key)
        .collect(Collectors.toSet());
  }

  private static final Map<String, String> EVERY_SETTING =
      Map.ofEntries(
          Map.entry("databasePrefix", "x_"),
          Map.entry("elasticsearchSources", "[]"),
          Map.entry("elasticsearchPeriod", "PT10M"),
          Map.entry("pullElasticsearchMemory", "512"),
          Map.entry("maximumBehindArrival", "P1D"),
          Map.entry("bronzeInfrequentAccessDays", "31"),
          Map.entry("bronzeGlacierDays", "91"),
          Map.entry("bronzeSessionsDays", "1"),
          Map.entry("bronzeServiceEventsDays", "1"),
          Map.entry("bronzePredictionsDays", "1"),
          Map.entry("serviceEventsDays", "1"),
          Map.entry("rejectedEventsDays", "1"),
          Map.entry("serviceMetricsDays", "1"),
          Map.entry("trainingSetDays", "1"),
          Map.entry("archiveStreamsMemory", "512"),
          Map.entry("archiveStreamsTimeout", "PT1M"),
          Map.entry("archiveStreamsPeriod", "PT6M"),
          Map.entry("cleanEventsMemory", "512"),
          Map.entry("cleanEventsTimeout", "PT1M"),
          Map.entry("cleanEventsPeriod", "PT6M"),
          Map.entry("aggregateMetricsMemory", "512"),
          Map.entry("aggregateMetricsTimeout", "PT1M"),
          Map.entry("aggregateMetricsPeriod", "PT6M"),
          Map.entry("metricsApiMemory", "512"),
          Map.entry("loadLookupMemory", "1024"),
          Map.entry("claimHorizon", "P31D"),
          Map.entry("snapshotDays", "6"),
          Map.entry("queryScanLimitGigabytes", "11"),
          Map.entry("queryResultDays", "8"),
          Map.entry("buildTrainingSetMemory", "512"),
          Map.entry("buildTrainingSetPartMemory", "512"),
          Map.entry("trainingPartsAtOnce", "2"),
          Map.entry("trainingSnapshotDays", "366"),
          Map.entry("eventsApiMemory", "512"),
          Map.entry("jobsApiMemory", "512"),
          Map.entry("fetchSourceMemory", "512"),
          Map.entry("storeSourceMemory", "1024"),
          Map.entry("ingestionSourcesAtOnce", "3"),
          Map.entry("ingestionAllowedHosts", "files.example"),
          Map.entry("ingestionSecretPrefix", "partners/"),
          Map.entry("jobDays", "1"),
          Map.entry("rawPageDays", "1"),
          Map.entry("datasetSnapshotDays", "31"));

  private static JsonNode declared(Synthesis synthesis, String table) {
    return synthesis.resources("AWS::Glue::Table").stream()
        .map(Templates.Resource::properties)
        .filter(properties -> properties.has("OpenTableFormatInput"))
        .filter(
            properties ->
                table.equals(
                    properties.path("DatabaseName").asText()
                        + "."
                        + properties.path("Name").asText()))
        .findAny()
        .map(ReleasedTablesTest::placeless)
        .orElseThrow();
  }

  private static JsonNode released(String table) {
    return placeless(Resources.json("released/%s.json".formatted(table)));
  }

  private static JsonNode without(String prefix, JsonNode declared) throws IOException {
    return new ObjectMapper().readTree(declared.toString().replace(prefix, ""));
  }

  private static JsonNode placeless(JsonNode declared) {
    var copy = declared.deepCopy();
    ((ObjectNode) copy.at("/OpenTableFormatInput/IcebergInput/IcebergTableInput"))
        .remove("Location");
    return copy;
  }
}
