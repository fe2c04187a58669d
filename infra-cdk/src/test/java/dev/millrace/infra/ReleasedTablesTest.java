package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

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

  static List<LakeTables.Iceberg> tables() {
    return LakeTables.ICEBERG;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aDeclarationIsThatOfItsFirstRelease(LakeTables.Iceberg table) {
    assertThat(declared(Synthesis.byDefault(), table))
        .as(WHY, table.name())
        .isEqualTo(released(table));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void otherSettingsDeclareTheSameTable(LakeTables.Iceberg table) throws IOException {
    assertThat(without("trial_", declared(Synthesis.otherwise(), table)))
        .as(WHY, table.name())
        .isEqualTo(released(table));
  }

  /**
   * Its name and its place follow the prefix, which makes other tables; nothing follows the rest.
   */
  @Test
  void noSettingOfTheLakeReachesAnExistingTable() throws Exception {
    var settings = Settings.of(EVERY_SETTING_OF_THE_LAKE).lake();
    assertEveryValueDiffers(settings, Settings.of(Map.of()).lake());
    var stack = new Stack(new App(), "Data");
    new LakeTables(stack, "LakeTables", new Storage(false), settings, "bucket");
    JsonNode resources =
        new ObjectMapper().valueToTree(Template.fromStack(stack).findResources("AWS::Glue::Table"));
    for (var table : LakeTables.ICEBERG) {
      var declared =
          resources
              .valueStream()
              .map(resource -> resource.path("Properties"))
              .filter(properties -> properties.path("Name").asText().equals(table.name()))
              .filter(properties -> properties.has("OpenTableFormatInput"))
              .findAny()
              .orElseThrow();
      assertThat(placeless(without("x_", declared)))
          .as(WHY, table.name())
          .isEqualTo(placeless(released(table)));
    }
  }

  private static final Map<String, String> EVERY_SETTING_OF_THE_LAKE =
      Map.ofEntries(
          Map.entry("databasePrefix", "x_"),
          Map.entry("maximumBehindArrival", "P1D"),
          Map.entry("bronzeInfrequentAccessDays", "31"),
          Map.entry("bronzeGlacierDays", "91"),
          Map.entry("bronzeSessionsDays", "1"),
          Map.entry("bronzeServiceEventsDays", "1"),
          Map.entry("bronzePredictionsDays", "1"),
          Map.entry("serviceEventsDays", "1"),
          Map.entry("rejectedEventsDays", "1"),
          Map.entry("serviceMetricsDays", "1"),
          Map.entry("sessionFeaturesDays", "1"),
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
          Map.entry("claimHorizon", "P31D"),
          Map.entry("snapshotDays", "6"),
          Map.entry("queryScanLimitGigabytes", "11"),
          Map.entry("queryResultDays", "8"),
          Map.entry("buildTrainingSetMemory", "512"),
          Map.entry("buildTrainingSetPartMemory", "512"),
          Map.entry("trainingPartsAtOnce", "2"),
          Map.entry("trainingSnapshotDays", "366"));

  private static void assertEveryValueDiffers(Record one, Record other)
      throws ReflectiveOperationException {
    for (var component : one.getClass().getRecordComponents()) {
      var value = component.getAccessor().invoke(one);
      var otherValue = component.getAccessor().invoke(other);
      if (value instanceof Record nested) {
        assertEveryValueDiffers(nested, (Record) otherValue);
      } else {
        assertThat(value).as(component.getName()).isNotEqualTo(otherValue);
      }
    }
  }

  private static JsonNode declared(Synthesis synthesis, LakeTables.Iceberg table) {
    return synthesis.resource("AWS::Glue::Table", "LakeTables/" + table.id()).properties();
  }

  private static JsonNode released(LakeTables.Iceberg table) {
    return Resources.json("released/%s.%s.json".formatted(table.layer(), table.name()));
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
