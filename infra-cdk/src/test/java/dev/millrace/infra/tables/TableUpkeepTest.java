package dev.millrace.infra.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Synthesis;
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
}
