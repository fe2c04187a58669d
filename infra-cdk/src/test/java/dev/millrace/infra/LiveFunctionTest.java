package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveFunctionTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void everyFunctionRunsJava25OnArmWithSnapStartAndTracing() {
    assertThat(synthesis.resources("AWS::Lambda::Function"))
        .hasSize(9)
        .allSatisfy(
            function -> {
              assertThat(function.property("/Runtime")).isEqualTo("java25");
              assertThat(function.property("/Architectures/0")).isEqualTo("arm64");
              assertThat(function.property("/SnapStart/ApplyOn")).isEqualTo("PublishedVersions");
              assertThat(function.property("/TracingConfig/Mode")).isEqualTo("Active");
              assertThat(function.property("/LoggingConfig/LogFormat")).isEqualTo("JSON");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Scoring/ScoreSessions, functions/scoring/target/scoring.zip",
    "Lake/ArchiveStreams, functions/lake/target/lake.zip"
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
    assertThat(aliases).hasSize(9);
    assertThat(
            synthesis
                .resources("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission")
                .stream()
                .map(trigger -> trigger.properties().path("FunctionName")))
        .hasSize(7)
        .allSatisfy(
            function ->
                assertThat(function.findValuesAsText("Ref")).containsAnyElementsOf(aliases));
    assertThat(synthesis.resources("AWS::ApiGatewayV2::Integration"))
        .allSatisfy(
            integration ->
                assertThat(integration.properties().path("IntegrationUri").findValuesAsText("Ref"))
                    .containsAnyElementsOf(aliases));
    assertThat(synthesis.resources("AWS::Lambda::EventInvokeConfig"))
        .allMatch(configuration -> configuration.property("/Qualifier").equals("live"));
    assertThat(synthesis.resources("AWS::Scheduler::Schedule"))
        .hasSize(3)
        .allSatisfy(schedule -> assertThat(schedule.property("/Target/Arn/Ref")).isIn(aliases));
  }
}
