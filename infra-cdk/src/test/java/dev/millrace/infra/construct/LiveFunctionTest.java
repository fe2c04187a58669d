package dev.millrace.infra.construct;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.costs.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFunctionTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void everyFunctionRunsJava25OnArmWithTracing() {
    assertThat(synthesis.resources("AWS::Lambda::Function"))
        .isNotEmpty()
        .allSatisfy(
            function -> {
              assertThat(function.property("/Runtime")).isEqualTo("java25");
              assertThat(function.property("/Architectures/0")).isEqualTo("arm64");
              assertThat(function.property("/TracingConfig/Mode")).isEqualTo("Active");
              assertThat(function.property("/LoggingConfig/LogFormat")).isEqualTo("JSON");
            });
  }

  /**
   * Lambda drops a snapshot that is not used for 14 days, and then refuses invocations for a while.
   */
  @Test
  void everySnapshotIsUsedEachDay() {
    assertThat(withSnapshots())
        .containsExactlyInAnyOrder(
            "ScoreSessions",
            "PredictionsApi",
            "EventsApi",
            "JobsApi",
            "ArchiveStreams",
            "CleanEvents",
            "AggregateMetrics",
            "MetricsApi",
            "ModelsApi")
        .containsExactlyInAnyOrderElementsOf(
            synthesis.resources("AWS::Scheduler::Schedule").stream()
                .filter(
                    schedule ->
                        schedule
                            .property("/ScheduleExpression")
                            .matches("rate\\(5 minutes\\)|cron\\(\\d+ \\d+ \\* \\* \\? \\*\\)"))
                .map(schedule -> schedule.path().replaceAll("^.*/|Schedule$", ""))
                // They sweep without a snapshot.
                .filter(function -> !function.startsWith("Sweep"))
                .toList());
  }

  @Test
  void whatIsInvokedRarelyAndByWhoCanWaitHasNoSnapshotToLose() {
    assertThat(withSnapshots())
        .doesNotContain("Redrive", "BuildTrainingSet", "BuildTrainingSetPart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ScoreSessions", "PredictionsApi", "EventsApi", "JobsApi", "MetricsApi"})
  void aSnapshotIsKeptByAnEventThatAsksForNothing(String function) {
    var schedule = synthesis.resource("AWS::Scheduler::Schedule", "KeptSnapshots/" + function);
    assertThat(schedule.property("/Target/Arn/Ref")).contains(function + "Live");
    assertThat(Artifacts.json(EVENTS.resolve(function + ".json")).toString())
        .isEqualTo(schedule.property("/Target/Input"));
  }

  private static final Path EVENTS = Path.of("src/main/resources/dev/millrace/infra/events");

  private List<String> withSnapshots() {
    return synthesis.resources("AWS::Lambda::Function").stream()
        .filter(function -> function.property("/SnapStart/ApplyOn").equals("PublishedVersions"))
        .map(function -> function.path().replaceFirst("^.*/", ""))
        .toList();
  }

  @Test
  void anOutputNamesEveryAlias() {
    assertThat(synthesis.resources("AWS::Lambda::Function"))
        .allSatisfy(
            function ->
                assertThat(
                        outputs(function.stack())
                            .path(function.path().replaceFirst("^.*/", "") + "Function")
                            .at("/Value/Ref")
                            .asText())
                    .contains("Live"));
    assertThat(outputs("MillraceApi").has("DashboardName")).isTrue();
  }

  private JsonNode outputs(String stack) {
    return Artifacts.json(synthesis.templates().file(stack)).path("Outputs");
  }

  @ParameterizedTest
  @CsvSource({
    "ScoreSessions, functions/scoring/target/scoring.zip",
    "ArchiveStreams, functions/lake/target/lake.zip"
  })
  void aFunctionIsItsCapabilitysPackage(String path, String zip) {
    var function = synthesis.resource("AWS::Lambda::Function", path);
    assertThat(function.json().at("/Metadata/millrace:zip").asText()).isEqualTo(zip);
  }

  @Test
  void everyLogGroupForgets() {
    assertThat(synthesis.resources("AWS::Logs::LogGroup"))
        .isNotEmpty()
        .allMatch(group -> group.property("/RetentionInDays").equals("30"));
  }

  @Test
  void everyTriggerNamesTheLiveAlias() {
    var aliases =
        synthesis.resources("AWS::Lambda::Alias").stream()
            .map(Templates.Resource::id)
            .collect(Collectors.toSet());
    assertThat(
            synthesis
                .resources("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission")
                .stream()
                .map(trigger -> trigger.properties().path("FunctionName")))
        .isNotEmpty()
        .allSatisfy(
            function -> assertThat(aliases).anyMatch(alias -> function.toString().contains(alias)));
    assertThat(synthesis.resources("AWS::ApiGatewayV2::Integration"))
        .allSatisfy(
            integration ->
                assertThat(aliases)
                    .anyMatch(
                        alias ->
                            integration
                                .properties()
                                .path("IntegrationUri")
                                .toString()
                                .contains(alias)));
    assertThat(synthesis.resources("AWS::Lambda::EventInvokeConfig"))
        .allMatch(configuration -> configuration.property("/Qualifier").equals("live"));
    assertThat(synthesis.resources("AWS::Scheduler::Schedule"))
        .isNotEmpty()
        .allSatisfy(schedule -> assertThat(schedule.property("/Target/Arn/Ref")).isIn(aliases));
  }
}
