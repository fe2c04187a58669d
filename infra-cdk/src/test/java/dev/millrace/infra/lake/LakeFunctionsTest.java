package dev.millrace.infra.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeFunctionsTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @ParameterizedTest
  @ValueSource(strings = {"ArchiveStreams", "CleanEvents", "AggregateMetrics"})
  void aJobRunsAtItsPeriodAndIsNotRepeatedAndAloneWhereTheAccountCan(String job) {
    assertThat(function(synthesis, job).property("/Timeout")).isEqualTo("240");
    assertThat(function(synthesis, job).properties().has("ReservedConcurrentExecutions")).isFalse();
    assertThat(function(Synthesis.otherwise(), job).property("/ReservedConcurrentExecutions"))
        .isEqualTo("1");
    var once = synthesis.resource("AWS::Lambda::EventInvokeConfig", "" + job + "Once");
    assertThat(once.properties().path("MaximumRetryAttempts").asInt(-1)).isZero();
    assertThat(once.properties().path("MaximumEventAgeInSeconds").asInt()).isEqualTo(300);
    assertThat(
            once.property("/DestinationConfig/OnFailure/Destination/Fn::GetStackOutput/OutputName"))
        .contains("JobFailures");
    var schedule = synthesis.resource("AWS::Scheduler::Schedule", "" + job + "Schedule");
    assertThat(schedule.property("/ScheduleExpression")).isEqualTo("rate(5 minutes)");
    assertThat(schedule.property("/Target/Arn/Ref")).contains(job + "Live");
    assertThat(schedule.properties().at("/Target/RetryPolicy/MaximumRetryAttempts").asInt(-1))
        .isZero();
    assertThat(schedule.properties().at("/Target/RetryPolicy/MaximumEventAgeInSeconds").asInt())
        .isEqualTo(300);
    assertThat(schedule.property("/Target/DeadLetterConfig/Arn/Fn::GetStackOutput/OutputName"))
        .contains("ScheduleDeadLetters");
  }

  @Test
  void theSchedulerActsForThisAccountOnly() {
    assertThat(
            synthesis
                .resource("AWS::IAM::Role", "CleanEventsScheduleRole")
                .properties()
                .findValue("aws:SourceAccount"))
        .isNotNull();
  }

  @Test
  void everyFunctionHasTheEnvironmentOfTheContract() {
    var only =
        Map.of(
            "ArchiveStreams",
            List.of(
                "BRONZE_OBJECT_BYTES",
                "BRONZE_PREDICTIONS_DAYS",
                "BRONZE_SERVICE_EVENTS_DAYS",
                "BRONZE_SESSIONS_DAYS",
                "CHECKPOINTS_TABLE",
                "LAKE_BUCKET",
                "MANIFEST_TABLE",
                "PREDICTIONS_STREAM",
                "SERVICE_EVENTS_STREAM",
                "SESSIONS_STREAM",
                "SHARDS_AT_ONCE"),
            "CleanEvents",
            List.of(
                "CLAIMS_TABLE",
                "CLAIM_HORIZON",
                "CONCURRENT_WRITES",
                "EVENTS_PER_COMMIT",
                "LAKE_BUCKET",
                "MANIFEST_TABLE",
                "MAXIMUM_AHEAD_OF_ARRIVAL",
                "MAXIMUM_BEHIND_ARRIVAL",
                "REJECTED_EVENTS_DAYS",
                "SILVER_DATABASE"),
            "AggregateMetrics",
            List.of(
                "CONCURRENT_WRITES",
                "GOLD_DATABASE",
                "LAKE_BUCKET",
                "METRICS_TABLE",
                "SILVER_DATABASE"),
            "MetricsApi",
            List.of("JAVA_TOOL_OPTIONS", "METRICS_TABLE"));
    only.forEach(
        (function, variables) -> {
          var expected =
              new TreeSet<>(List.of("POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME"));
          expected.addAll(variables);
          assertThat(environment(synthesis, function).propertyStream().map(Map.Entry::getKey))
              .containsExactlyInAnyOrderElementsOf(expected);
          assertThat(environment(synthesis, function).path("POWERTOOLS_SERVICE_NAME").asText())
              .isEqualTo("lake");
        });
  }

  @Test
  void aHandlerIsNamedAfterItsFunction() {
    assertThat(function(synthesis, "MetricsApi").property("/Handler"))
        .isEqualTo("dev.millrace.lake.MetricsApi::handleRequest");
  }

  @Test
  void databasesMayHaveAPrefix() {
    var other = Synthesis.otherwise();
    assertThat(environment(other, "AggregateMetrics").path("GOLD_DATABASE").asText())
        .isEqualTo("trial_gold");
    assertThat(other.resource("AWS::IAM::Role", "AggregateMetricsRole").properties().toString())
        .contains(
            "/tables/trial_silver/service_events/*",
            "/tables/trial_gold/service_metrics_per_minute/*",
            "/trial_silver/service_events");
  }

  @Test
  void aJobIsToldHowLongItsTablesKeepTheirRows() {
    assertThat(environment(synthesis, "CleanEvents").path("REJECTED_EVENTS_DAYS").asText())
        .isEqualTo("730");
    assertThat(
            environment(Synthesis.otherwise(), "AggregateMetrics")
                .path("SERVICE_METRICS_DAYS")
                .asText())
        .isEqualTo("400");
  }

  private static JsonNode environment(Synthesis synthesis, String function) {
    return function(synthesis, function).properties().at("/Environment/Variables");
  }

  private static Templates.Resource function(Synthesis synthesis, String id) {
    return synthesis.resource("AWS::Lambda::Function", "" + id);
  }
}
