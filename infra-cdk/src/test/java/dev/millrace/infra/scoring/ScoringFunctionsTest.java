package dev.millrace.infra.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringFunctionsTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void sessionsArriveByFanOutAndFailOneByOne() {
    var mapping = mapping(synthesis);
    assertThat(mapping.property("/BatchSize")).isEqualTo("500");
    assertThat(mapping.property("/MaximumBatchingWindowInSeconds")).isEqualTo("0");
    assertThat(mapping.property("/StartingPosition")).isEqualTo("TRIM_HORIZON");
    assertThat(mapping.property("/BisectBatchOnFunctionError")).isEqualTo("true");
    assertThat(mapping.property("/FunctionResponseTypes/0")).isEqualTo("ReportBatchItemFailures");
    assertThat(mapping.property("/MetricsConfig/Metrics/0")).isEqualTo("EventCount");
    assertThat(mapping.property("/EventSourceArn/Fn::GetAtt/1")).isEqualTo("ConsumerARN");
  }

  @Test
  void aRecordThatFailsForGoodDoesNotBlockItsShard() {
    var mapping = mapping(synthesis);
    assertThat(mapping.properties().path("MaximumRetryAttempts").asInt()).isEqualTo(5);
    assertThat(mapping.property("/BisectBatchOnFunctionError")).isEqualTo("true");
    assertThat(
            mapping.property(
                "/DestinationConfig/OnFailure/Destination/Fn::GetStackOutput/OutputName"))
        .contains("Failures");
  }

  /** A mapping that is made anew begins at the oldest record, which is as old as that. */
  @Test
  void noRecordIsTooOldThatTheStreamStillHas() {
    assertThat(mapping(synthesis).properties().path("MaximumRecordAgeInSeconds").asInt())
        .isEqualTo(-1);
    assertThat(mapping(synthesis).properties().has("StartingPositionTimestamp")).isFalse();
  }

  @Test
  void aMappingMayBeginAtATimeAndGiveUpAtAnAge() {
    var mapping = mapping(Synthesis.otherwise()).properties();
    assertThat(mapping.path("StartingPosition").asText()).isEqualTo("AT_TIMESTAMP");
    assertThat(mapping.path("StartingPositionTimestamp").asLong())
        .isEqualTo(Instant.parse("2025-01-01T00:00:00Z").getEpochSecond());
    assertThat(mapping.path("MaximumRecordAgeInSeconds").asInt()).isEqualTo(7200);
  }

  @Test
  void theAttemptsOfABatchCoverADeploymentOfTheModel() {
    int attempts = 1 + mapping(synthesis).properties().path("MaximumRetryAttempts").asInt();
    int timeout = function("ScoreSessions").properties().path("Timeout").asInt();
    int kept = 10 + 5; // for log and quarantine, and the longest pause between two questions

    assertThat(attempts * (timeout - kept)).isGreaterThanOrEqualTo(10 * 60);
  }

  @Test
  void withoutFanOutTheStreamIsPolled() {
    assertThat(Synthesis.otherwise().resources("AWS::Kinesis::StreamConsumer")).isEmpty();
    assertThat(
            mapping(Synthesis.otherwise())
                .property("/EventSourceArn/Fn::GetStackOutput/OutputName"))
        .contains("Sessions");
  }

  @Test
  void aRedriveIsNotRepeatedAndRunsAloneWhereTheAccountCan() {
    assertThat(function("Redrive").properties().has("ReservedConcurrentExecutions")).isFalse();
    assertThat(
            Synthesis.otherwise()
                .resource("AWS::Lambda::Function", "Redrive")
                .property("/ReservedConcurrentExecutions"))
        .isEqualTo("1");
    var asynchronous = synthesis.resource("AWS::Lambda::EventInvokeConfig", "RedriveOnce");
    assertThat(asynchronous.properties().path("MaximumRetryAttempts").asInt(-1)).isZero();
    assertThat(
            asynchronous.property(
                "/DestinationConfig/OnFailure/Destination/Fn::GetStackOutput/OutputName"))
        .contains("RedriveDeadLetters");
  }

  @Test
  void theModelOfTheSettingsIsTheDefaultOne() {
    assertThat(environment("PredictionsApi").path("DEFAULT_MODEL").asText())
        .isEqualTo("session-conversion");
  }

  @Test
  void everyFunctionHasTheEnvironmentOfTheContract() {
    var every = List.of("POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME");
    var scoring =
        List.of(
            "JAVA_TOOL_OPTIONS",
            "MAXIMUM_AHEAD_OF_ARRIVAL",
            "MODEL_ENDPOINT",
            "DEFAULT_MODEL",
            "MODEL_HEARTBEATS_TABLE",
            "MODEL_ROUTING_TABLE",
            "MODEL_VERSIONS_TABLE",
            "PREDICTIONS_TABLE",
            "LOOKUPS_TABLE",
            "LOOKUP_CACHE_ENTRIES",
            "LOOKUP_CACHE_TTL");
    var only =
        Map.of(
            "ScoreSessions",
                List.of("CONCURRENT_WRITES", "PREDICTIONS_STREAM", "QUARANTINE_BUCKET"),
            "PredictionsApi", List.of("PREDICTIONS_STREAM"),
            "Redrive",
                List.of(
                    "FAILURES_BUCKET",
                    "QUARANTINE_BUCKET",
                    "SESSIONS_RECORD_BYTES",
                    "SESSIONS_STREAM"));
    only.forEach(
        (function, variables) -> {
          var expected = new TreeSet<>(every);
          expected.addAll(variables);
          if (!function.equals("Redrive")) {
            expected.addAll(scoring);
          }
          assertThat(environment(function).propertyStream().map(Map.Entry::getKey))
              .containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  @ParameterizedTest
  @CsvSource({"ScoreSessions", "PredictionsApi", "Redrive"})
  void aHandlerIsNamedAfterItsFunction(String function) {
    assertThat(function(function).property("/Handler"))
        .isEqualTo("dev.millrace.scoring." + function + "::handleRequest");
  }

  private JsonNode environment(String function) {
    return function(function).properties().at("/Environment/Variables");
  }

  private Templates.Resource function(String id) {
    return synthesis.resource("AWS::Lambda::Function", "" + id);
  }

  private static Templates.Resource mapping(Synthesis synthesis) {
    return synthesis.resource("AWS::Lambda::EventSourceMapping", "SessionsMapping");
  }
}
