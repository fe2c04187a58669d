package dev.millrace.infra.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Synthesis;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableUpkeepTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void everyIcebergTableIsCompactedAndForgetsSnapshotsAndOrphans() {
    var tables =
        synthesis.resources("AWS::Glue::Table").stream()
            .filter(table -> table.properties().has("OpenTableFormatInput"))
            .map(table -> table.property("/DatabaseName") + "." + table.property("/Name"))
            .collect(Collectors.toSet());
    var optimizers =
        synthesis.resources("AWS::Glue::TableOptimizer").stream()
            .collect(
                Collectors.groupingBy(
                    optimizer -> optimizer.property("/Type"),
                    Collectors.mapping(
                        optimizer ->
                            optimizer.property("/DatabaseName")
                                + "."
                                + optimizer.property("/TableName"),
                        Collectors.toSet())));
    assertThat(optimizers.keySet())
        .containsExactlyInAnyOrder("compaction", "retention", "orphan_file_deletion");
    assertThat(optimizers.values()).allMatch(tables::equals);
  }

  @Test
  void snapshotsOutliveTheLongestLagOfTheJobs() {
    var retention =
        synthesis
            .resource("AWS::Glue::TableOptimizer", "Upkeep/ServiceEventsRetention")
            .properties()
            .at("/TableOptimizerConfiguration/RetentionConfiguration/IcebergConfiguration");
    assertThat(retention.path("SnapshotRetentionPeriodInDays").asInt()).isEqualTo(5);
    assertThat(retention.path("NumberOfSnapshotsToRetain").asInt()).isEqualTo(10);
    assertThat(retention.path("CleanExpiredFiles").asBoolean()).isTrue();
  }

  @Test
  void tablesOfAPrefixedDatabaseAreKeptInOrderToo() {
    assertThat(Synthesis.otherwise().resources("AWS::Glue::TableOptimizer"))
        .isNotEmpty()
        .allMatch(optimizer -> optimizer.property("/DatabaseName").startsWith("trial_"));
  }

  @Test
  void whoDeletesOrphansWritesNothing() {
    var role =
        synthesis.resources("AWS::IAM::Role").stream()
            .filter(each -> each.path().equals("Upkeep/OrphansRole"))
            .toList();
    assertThat(role)
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(each.properties().toString())
                    .contains("s3:DeleteObject", "glue:GetTable")
                    .doesNotContain("s3:PutObject", "glue:UpdateTable"));
    assertThat(synthesis.resources("AWS::Glue::TableOptimizer"))
        .filteredOn(optimizer -> optimizer.property("/Type").equals("orphan_file_deletion"))
        .isNotEmpty()
        .allMatch(
            optimizer ->
                optimizer
                    .property("/TableOptimizerConfiguration/RoleArn/Fn::GetAtt/0")
                    .contains("OrphansRole"));
  }

  @Test
  void aRegionWithoutOptimizersHasNone() {
    assertThat(
            Synthesis.of("no-optimizers", Map.of("tableOptimizers", "false"))
                .resources("AWS::Glue::TableOptimizer"))
        .isEmpty();
  }
}
