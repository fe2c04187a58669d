package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitoringTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @ParameterizedTest
  @CsvSource({
    "SessionsIteratorAge, AWS/Lambda, IteratorAge, 60000",
    "SessionsLatency, Millrace, EndToEndLatency, 100",
    "SessionsOnFailure, AWS/Lambda, OnFailureDestinationDeliveredEventCount, 0",
    "SessionsDropped, AWS/Lambda, DroppedEventCount, 0",
    "RedriveDeadLetters, AWS/SQS, ApproximateNumberOfMessagesVisible, 0",
    "ScoreSessionsErrors, AWS/Lambda, Errors, 0",
    "PredictionsApiErrors, AWS/Lambda, Errors, 0",
    "RedriveErrors, AWS/Lambda, Errors, 0",
    "ScoreSessionsThrottles, AWS/Lambda, Throttles, 0",
    "PredictionsApiThrottles, AWS/Lambda, Throttles, 0",
    "RedriveThrottles, AWS/Lambda, Throttles, 0",
    "EndpointErrors, AWS/SageMaker, Invocation5XXErrors, 0",
    "EndpointLatency, AWS/SageMaker, ModelLatency, 50000",
    "ApiErrors, AWS/ApiGateway, 5xx, 0",
    "ApiLatency, AWS/ApiGateway, Latency, 1000",
    "ArchiveLag-sessions, Millrace, ArchiveLag, 900000",
    "ArchiveLag-service-events, Millrace, ArchiveLag, 900000",
    "ArchiveLag-predictions, Millrace, ArchiveLag, 900000",
    "ArchiveStreamsErrors, AWS/Lambda, Errors, 0",
    "CleanEventsDuration, AWS/Lambda, Duration, 570000",
    "AggregateMetricsStopped, AWS/Lambda, Invocations, 1",
    "MetricsApiErrors, AWS/Lambda, Errors, 0",
    "BuildTrainingSetPartErrors, AWS/Lambda, Errors, 0",
    "TrainingPartsDeadLetters, AWS/SQS, ApproximateNumberOfMessagesVisible, 0",
    "FeatureSkew, Millrace, FeatureSkew, 0",
    "JobFailures, AWS/SQS, ApproximateNumberOfMessagesVisible, 0",
    "ScheduleDeadLetters, AWS/SQS, ApproximateNumberOfMessagesVisible, 0"
  })
  void anAlarmWatches(String id, String namespace, String metric, double threshold) {
    var alarm = alarm(id);
    assertThat(alarm.property("/Namespace")).isEqualTo(namespace);
    assertThat(alarm.property("/MetricName")).isEqualTo(metric);
    assertThat(alarm.properties().path("Threshold").asDouble()).isEqualTo(threshold);
  }

  @Test
  void theQuarantineIsWatchedAsAShareOfWhatCame() {
    var alarm = alarm("QuarantineRate");
    assertThat(alarm.properties().path("Metrics").findValuesAsText("MetricName"))
        .containsExactlyInAnyOrder("Quarantined", "Received");
    assertThat(alarm.property("/Threshold")).isEqualTo("5");
  }

  @ParameterizedTest
  @CsvSource({
    "RejectedRate, 'CleanedEvents,RejectedEvents', 5",
    "MetricsBehind, 'ArchivedRecords,DataFreshness', 1800",
    "ServiceAnomalies, 'ServiceAnomalies,ServiceAnomalies,ServiceAnomalies', 0"
  })
  void anAlarmOfTheLakeIsComputed(String id, String metrics, String threshold) {
    var alarm = alarm(id);
    assertThat(alarm.properties().path("Metrics").findValuesAsText("MetricName"))
        .containsExactlyInAnyOrder(metrics.split(","));
    assertThat(alarm.property("/Threshold")).isEqualTo(threshold);
  }

  @Test
  void aJobThatIsNotInvokedIsAnAlarmAndSilenceElsewhereIsNot() {
    assertThat(synthesis.resources("AWS::CloudWatch::Alarm"))
        .allSatisfy(
            alarm ->
                assertThat(alarm.property("/TreatMissingData"))
                    .isEqualTo(alarm.path().endsWith("Stopped") ? "breaching" : "notBreaching"));
  }

  @Test
  void aJobIsWatchedAtItsPeriod() {
    assertThat(alarm("CleanEventsStopped").property("/Period")).isEqualTo("300");
    assertThat(alarm("CleanEventsStopped").property("/EvaluationPeriods")).isEqualTo("3");
  }

  @Test
  void latencyIsTheSlowestOfAHundred() {
    assertThat(alarm("SessionsLatency").property("/ExtendedStatistic")).isEqualTo("p99");
    assertThat(alarm("SessionsLatency").property("/Dimensions/0/Name")).isEqualTo("service");
  }

  @Test
  void everyAlarmTellsTheTopic() {
    var topic = synthesis.resources("AWS::SNS::Topic").getFirst();
    assertThat(topic.properties().has("KmsMasterKeyId")).isTrue();
    assertThat(synthesis.resources("AWS::CloudWatch::Alarm"))
        .hasSize(39)
        .allMatch(alarm -> alarm.property("/AlarmActions/0/Ref").equals(topic.id()));
  }

  @Test
  void alarmsMayBeSentByMail() {
    assertThat(synthesis.resources("AWS::SNS::Subscription")).isEmpty();
    assertThat(Synthesis.otherwise().resources("AWS::SNS::Subscription"))
        .extracting(subscription -> subscription.property("/Endpoint"))
        .containsExactly("oncall@example.com");
  }

  @Test
  void thereIsADashboard() {
    assertThat(synthesis.resources("AWS::CloudWatch::Dashboard")).hasSize(1);
    assertThat(synthesis.resources("AWS::CloudWatch::Dashboard").getFirst().properties().toString())
        .contains(LakeMetrics.REASONS);
  }

  private Templates.Resource alarm(String id) {
    return synthesis.resource("AWS::CloudWatch::Alarm", "Monitoring/" + id);
  }
}
