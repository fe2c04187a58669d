package dev.millrace.infra.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.costs.Templates;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcebergTablesTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void everyLayerHasADatabase() {
    assertThat(names(synthesis)).containsExactlyInAnyOrder("bronze", "silver", "gold");
    assertThat(names(Synthesis.otherwise()))
        .containsExactlyInAnyOrder("trial_bronze", "trial_silver", "trial_gold");
  }

  @ParameterizedTest
  @CsvSource({
    "ServiceEvents, silver, service_events, day, event_time",
    "RejectedEvents, silver, rejected_events, day, arrival_time",
    "ServiceMetricsPerMinute, gold, service_metrics_per_minute, day, event_ts",
    "QuarantinedSessions, gold, quarantined_sessions, identity, run_id"
  })
  void anIcebergTableIsDeclaredWithItsPartitions(
      String id, String database, String name, String transform, String source) {
    var table = table(id);
    assertThat(table.property("/DatabaseName")).isEqualTo(database);
    assertThat(table.property("/Name")).isEqualTo(name);
    var input = table.properties().at("/OpenTableFormatInput/IcebergInput");
    assertThat(input.path("Version").asText()).isEqualTo("2");
    var location = input.at("/IcebergTableInput/Location/Fn::Join/1");
    assertThat(location.get(location.size() - 1).asText())
        .isEqualTo("/tables/%s/%s".formatted(database, name));
    var partition = input.at("/IcebergTableInput/PartitionSpec/Fields/0");
    assertThat(partition.path("Transform").asText()).isEqualTo(transform);
    assertThat(column(input, partition.path("SourceId").asInt()).path("Name").asText())
        .isEqualTo(source);
  }

  /** With it the first update of the stack would turn the table into something else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ServiceEvents",
        "RejectedEvents",
        "ServiceMetricsPerMinute",
        "QuarantinedSessions"
      })
  void anIcebergTableHasNoHiveTableBesideIt(String id) {
    assertThat(table(id).properties().has("TableInput")).isFalse();
  }

  @Test
  void aNestedTypeIsTheTextOfItsJson() throws IOException {
    var input = table("ServiceEvents").properties().at("/OpenTableFormatInput/IcebergInput");
    var type = new ObjectMapper().readTree(column(input, 9).path("Type").asText());
    assertThat(type.path("type").asText()).isEqualTo("map");
    assertThat(type.path("key-id").asInt()).isEqualTo(15);
  }

  @Test
  void everyColumnHasAnIdOfItsOwn() {
    assertThat(
            table("ServiceEvents")
                .properties()
                .at("/OpenTableFormatInput/IcebergInput/IcebergTableInput/Schema/Fields")
                .findValuesAsText("Id"))
        .hasSize(14)
        .doesNotHaveDuplicates();
  }

  @Test
  void bronzeNeedsNoPartitionToBeRegistered() {
    var table = table("BronzeServiceEvents").properties().path("TableInput");
    assertThat(table.path("Name").asText()).isEqualTo("service_events");
    assertThat(table.path("PartitionKeys").findValuesAsText("Name")).containsExactly("dt", "hr");
    assertThat(table.at("/Parameters/projection.hr.digits").asText()).isEqualTo("2");
    var folder = table.at("/Parameters/storage.location.template/Fn::Join/1");
    assertThat(folder.get(folder.size() - 1).asText())
        .isEqualTo("/bronze/service-events/dt=${dt}/hr=${hr}/");
  }

  @Test
  void tablesOutliveTheirStackAsTheirFilesDo() {
    assertThat(synthesis.resources("AWS::Glue::Table", "AWS::Glue::Database"))
        .isNotEmpty()
        .allMatch(
            table -> table.json().path("DeletionPolicy").asText().equals("RetainExceptOnCreate"));
    assertThat(Synthesis.otherwise().resources("AWS::Glue::Table", "AWS::Glue::Database"))
        .allMatch(table -> table.json().path("DeletionPolicy").asText().equals("Delete"));
  }

  @Test
  void aTableComesAfterItsDatabase() {
    var databases =
        synthesis.resources("AWS::Glue::Database").stream().map(Templates.Resource::id).toList();
    assertThat(synthesis.resources("AWS::Glue::Table"))
        .filteredOn(table -> table.stack().equals("MillraceLakeData"))
        .isNotEmpty()
        .allSatisfy(
            table ->
                assertThat(table.json().path("DependsOn"))
                    .extracting(JsonNode::asText)
                    .containsAnyElementsOf(databases));
    var manifest = Artifacts.json(synthesis.directory().resolve("manifest.json"));
    assertThat(manifest.path("artifacts"))
        .filteredOn(
            artifact ->
                artifact.at("/properties/stackName").asText().endsWith("-MillraceTrainingData"))
        .singleElement()
        .satisfies(
            stack ->
                assertThat(stack.path("dependencies").toString()).contains("MillraceLakeData"));
  }

  private static List<String> names(Synthesis synthesis) {
    return synthesis.resources("AWS::Glue::Database").stream()
        .map(database -> database.property("/DatabaseInput/Name"))
        .toList();
  }

  private Templates.Resource table(String id) {
    return synthesis.resource("AWS::Glue::Table", "" + id);
  }

  private static JsonNode column(JsonNode input, int id) {
    return input
        .at("/IcebergTableInput/Schema/Fields")
        .valueStream()
        .filter(column -> column.path("Id").asInt() == id)
        .findAny()
        .orElseThrow();
  }
}
