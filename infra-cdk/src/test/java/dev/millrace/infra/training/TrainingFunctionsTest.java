package dev.millrace.infra.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingFunctionsTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void aPartIsBuiltAtATimeAndFailsAlone() {
    var mapping = synthesis.resource("AWS::Lambda::EventSourceMapping", "PartsMapping");
    assertThat(mapping.property("/BatchSize")).isEqualTo("1");
    assertThat(mapping.property("/FunctionResponseTypes/0")).isEqualTo("ReportBatchItemFailures");
    assertThat(mapping.property("/ScalingConfig/MaximumConcurrency")).isEqualTo("10");
    assertThat(mapping.property("/EventSourceArn/Fn::GetStackOutput/OutputName"))
        .contains("TrainingParts");
    assertThat(mapping.properties().path("FunctionName").toString())
        .contains("BuildTrainingSetPartLive", ":live");
  }

  @Test
  void aPartIsHiddenFromOthersForSixOfItsRuns() {
    int timeout = function("BuildTrainingSetPart").properties().path("Timeout").asInt();
    assertThat(
            synthesis
                .resource("AWS::SQS::Queue", "TrainingParts")
                .properties()
                .path("VisibilityTimeout")
                .asInt())
        .isEqualTo(6 * timeout);
  }

  @Test
  void aRunIsNotBegunTwice() {
    var once = synthesis.resource("AWS::Lambda::EventInvokeConfig", "BuildTrainingSetOnce");
    assertThat(once.properties().path("MaximumRetryAttempts").asInt(-1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"BuildTrainingSet, DEFAULT_MODEL", "BuildTrainingSetPart, MAXIMUM_AHEAD_OF_ARRIVAL"})
  void featuresAreComputedWithTheSettingsOfScoring(String function, String variable) {
    var scoring =
        synthesis
            .resource("AWS::Lambda::Function", "ScoreSessions")
            .properties()
            .at("/Environment/Variables");
    var training = function(function).properties().at("/Environment/Variables");
    assertThat(training.path(variable).asText())
        .isNotEmpty()
        .isEqualTo(scoring.path(variable).asText());
  }

  /** Lambda leaves it off without SnapStart, and a part computes for minutes. */
  @Test
  void aPartIsBuiltWithTheSecondCompiler() {
    assertThat(
            function("BuildTrainingSetPart").property("/Environment/Variables/JAVA_TOOL_OPTIONS"))
        .isEqualTo("-XX:TieredStopAtLevel=4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BuildTrainingSet", "BuildTrainingSetPart"})
  void aRunIsGivenUpLongBeforeItsFilesAreSweptAway(String function) {
    long swept = orphanDays("QuarantinedSessions");
    assertThat(upkeepOfCreated()).contains("orphan_days=%d".formatted(swept));
    assertThat(maximumAge(function).toDays())
        .as("longer than a message lasts, and half of what a file lasts")
        .isGreaterThan(14)
        .isLessThanOrEqualTo(swept / 2);
  }

  @Test
  void aRunIsGivenUpBeforeItsSnapshotIsForgotten() {
    var synthesis = Synthesis.of("short", Map.of("trainingSnapshotDays", "3"));
    assertThat(
            synthesis
                .resource("AWS::Lambda::Function", "BuildTrainingSetPart")
                .property("/Environment/Variables/TRAINING_RUN_MAXIMUM_AGE"))
        .isEqualTo("P3D");
  }

  private Duration maximumAge(String function) {
    return Duration.parse(
        function(function).property("/Environment/Variables/TRAINING_RUN_MAXIMUM_AGE"));
  }

  private long orphanDays(String table) {
    return synthesis
        .resource("AWS::Glue::TableOptimizer", "Upkeep/" + table + "Orphans")
        .properties()
        .at(
            "/TableOptimizerConfiguration/OrphanFileDeletionConfiguration/IcebergConfiguration/OrphanFileRetentionPeriodInDays")
        .asLong();
  }

  @Test
  void whatATrainingReadCanBeReadForAYear() {
    assertThat(retention("QuarantinedSessions").path("SnapshotRetentionPeriodInDays").asInt())
        .isEqualTo(365);
    assertThat(upkeepOfCreated()).contains("snapshot_days=365");
  }

  private String upkeepOfCreated() {
    return function("BuildTrainingSet").property("/Environment/Variables/TABLE_UPKEEP");
  }

  /** Its tables are those of models, which no template knows. */
  @Test
  void whoCreatesATableMayGiveItTheOptimizersOfTheDeclaredOnes() {
    var role = synthesis.resource("AWS::IAM::Role", "BuildTrainingSetRole").properties().toString();
    assertThat(role)
        .contains(
            "glue:CreateTable\"",
            "glue:CreateTableOptimizer",
            "glue:UpdateTableOptimizer",
            "iam:PassRole",
            "table/gold/features_*");
    assertThat(synthesis.resources("AWS::IAM::Role"))
        .filteredOn(each -> each.stack().equals("MillraceTraining"))
        .filteredOn(each -> each.path().startsWith("Upkeep/"))
        .hasSize(2)
        .allSatisfy(
            each ->
                assertThat(each.properties().toString())
                    .contains("/tables/gold/features_*/*", "table/gold/features_*"));
  }

  @Test
  void aRegionWithoutOptimizersGivesNoneToTheTablesOfModels() {
    var without = Synthesis.of("no-optimizers", Map.of("tableOptimizers", "false"));
    var function = without.resource("AWS::Lambda::Function", "BuildTrainingSet");
    assertThat(function.properties().at("/Environment/Variables/TABLE_UPKEEP").isMissingNode())
        .isTrue();
    assertThat(without.resource("AWS::IAM::Role", "BuildTrainingSetRole").properties().toString())
        .doesNotContain("iam:PassRole", "TableOptimizer");
  }

  private JsonNode retention(String table) {
    return synthesis
        .resource("AWS::Glue::TableOptimizer", "Upkeep/" + table + "Retention")
        .properties()
        .at("/TableOptimizerConfiguration/RetentionConfiguration/IcebergConfiguration");
  }

  private Templates.Resource function(String id) {
    return synthesis.resource("AWS::Lambda::Function", "" + id);
  }
}
