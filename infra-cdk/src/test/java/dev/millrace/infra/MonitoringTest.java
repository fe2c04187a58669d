package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.artifact.FunctionPackage;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of every alarm. That what they watch is written is tested in the local stack, where
 * the functions run.
 */
class MonitoringTest {
  private static final Synthesis SYNTHESIS = Synthesis.byDefault();

  static List<Templates.Resource> functions() {
    return SYNTHESIS.resources("AWS::Lambda::Function");
  }

  /** Of the jobs: what only keeps snapshots in use is another kind. */
  static List<Templates.Resource> schedules() {
    return SYNTHESIS.resources("AWS::Scheduler::Schedule").stream()
        .filter(schedule -> schedule.property("/ScheduleExpression").startsWith("rate("))
        .toList();
  }

  static List<Templates.Resource> alarms() {
    return SYNTHESIS.resources("AWS::CloudWatch::Alarm");
  }

  /** Queues that no function reads hold what somebody must look at. */
  static Stream<Templates.Resource> queuesWithoutAReader() {
    var read =
        SYNTHESIS.resources("AWS::Lambda::EventSourceMapping").stream()
            .map(mapping -> mapping.properties().path("EventSourceArn").toString())
            .toList();
    return SYNTHESIS.resources("AWS::SQS::Queue").stream()
        .filter(queue -> read.stream().noneMatch(arn -> arn.contains(queue.id())));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionHasAnAlarmOnErrors(Templates.Resource function) {
    assertThat(watching("AWS/Lambda", "Errors", function)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void noFunctionIsCutOffUnnoticed(Templates.Resource function) {
    double timeout = function.properties().path("Timeout").asDouble() * 1000;
    assertThat(watching("AWS/Lambda", "Duration", function))
        .allSatisfy(alarm -> assertThat(threshold(alarm)).isBetween(0.9 * timeout, 0.99 * timeout));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyScheduledFunctionHasAnAlarmOnSilence(Templates.Resource schedule) {
    var function = functionOf(schedule);
    var minutes = schedule.property("/ScheduleExpression").replaceAll("\\D+", "");
    assertThat(watching("AWS/Lambda", "Invocations", function))
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.property("/TreatMissingData")).isEqualTo("breaching");
              assertThat(alarm.property("/ComparisonOperator")).isEqualTo("LessThanThreshold");
              assertThat(alarm.properties().path("Period").asInt())
                  .isEqualTo(60 * Integer.parseInt(minutes));
              assertThat(alarm.properties().path("EvaluationPeriods").asInt()).isGreaterThan(1);
            });
  }

  private static Templates.Resource functionOf(Templates.Resource schedule) {
    var alias =
        SYNTHESIS.resources("AWS::Lambda::Alias").stream()
            .filter(each -> each.id().equals(schedule.property("/Target/Arn/Ref")))
            .findAny()
            .orElseThrow();
    return functions().stream()
        .filter(each -> each.id().equals(alias.property("/FunctionName/Ref")))
        .findAny()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("queuesWithoutAReader")
  void everyQueueThatNobodyReadsHasAnAlarm(Templates.Resource queue) {
    assertThat(alarms())
        .anyMatch(
            alarm ->
                (alarm.property("/MetricName").equals("NumberOfMessagesSent")
                        && alarm.properties().path("Dimensions").toString().contains(queue.id()))
                    || alarm.properties().path("Metrics").toString().contains(queue.id()));
  }

  /** What waits in a queue waits for two weeks, and would hide what comes meanwhile. */
  @Test
  void noAlarmStaysOnForAMessageThatIsNotDeleted() {
    assertThat(
            SYNTHESIS
                .resource("AWS::CloudWatch::Alarm", "Alarms/TrainingPartsDeadLetters")
                .properties()
                .path("Metrics")
                .toString())
        .contains("DIFF(FILL(visible, 0) + FILL(being_read, 0))");
    assertThat(alarms())
        .noneMatch(
            alarm -> alarm.property("/MetricName").equals("ApproximateNumberOfMessagesVisible"));
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void silenceElsewhereIsNoAlarm(Templates.Resource alarm) {
    assertThat(alarm.property("/TreatMissingData"))
        .isEqualTo(
            alarm.property("/MetricName").equals("Invocations") ? "breaching" : "notBreaching");
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void aLatencyIsThatOfTheSlowestOfAHundred(Templates.Resource alarm) {
    assertThat(alarm.property("/ExtendedStatistic"))
        .isEqualTo(alarm.property("/MetricName").endsWith("Latency") ? "p99" : "");
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void everyAlarmTellsTheTopicAndSaysWhatItMeans(Templates.Resource alarm) {
    var topic = SYNTHESIS.resources("AWS::SNS::Topic").getFirst();
    assertThat(topic.properties().has("KmsMasterKeyId")).isTrue();
    assertThat(alarm.property("/AlarmActions/0/Fn::GetStackOutput/OutputName"))
        .contains(topic.id());
    assertThat(alarm.property("/AlarmDescription")).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "SessionsIteratorAge, 120000",
    "QuarantineRate, 7",
    "SessionsLatency, 250",
    "EndpointLatency, 80000",
    "ApiLatency, 2000",
    "ArchiveLag-sessions, 1200000",
    "ArchiveLag-service-events, 1200000",
    "ArchiveLag-predictions, 1200000",
    "MetricsBehind, 2400",
    "RejectedRate, 9",
    "ServiceAnomalies, 3"
  })
  void aThresholdIsTheSetting(String id, double threshold) {
    var path = "Alarms/" + id;
    assertThat(threshold(Synthesis.otherwise().resource("AWS::CloudWatch::Alarm", path)))
        .isEqualTo(threshold)
        .isNotEqualTo(threshold(SYNTHESIS.resource("AWS::CloudWatch::Alarm", path)));
  }

  @Test
  void alarmsMayBeSentByMail() {
    assertThat(SYNTHESIS.resources("AWS::SNS::Subscription")).isEmpty();
    assertThat(Synthesis.otherwise().resources("AWS::SNS::Subscription"))
        .extracting(subscription -> subscription.property("/Endpoint"))
        .containsExactly("oncall@example.com");
  }

  @ParameterizedTest
  @CsvSource({"RejectedEvents, reason", "ServiceAnomalies, kind", "ArchiveLag, stream"})
  void theDashboardShowsEveryDeclaredValue(String metric, String dimension) {
    var contract = ProjectFixture.contract(new FunctionPackage("lake"));
    var dashboard = SYNTHESIS.resources("AWS::CloudWatch::Dashboard").getFirst();
    var body = dashboard.properties().path("DashboardBody").toString().replace("\\", "");
    assertThat(contract.values(dimension))
        .isNotEmpty()
        .allSatisfy(
            value ->
                assertThat(body)
                    .containsPattern(
                        "\"%s\"[^]]*\"%s\",\"%s\"".formatted(metric, dimension, value)));
  }

  private static List<Templates.Resource> watching(
      String namespace, String metric, Templates.Resource of) {
    return alarms().stream()
        .filter(
            alarm ->
                alarm.property("/Namespace").equals(namespace)
                    && alarm.property("/MetricName").equals(metric)
                    && alarm.properties().path("Dimensions").toString().contains(of.id()))
        .toList();
  }

  private static double threshold(Templates.Resource alarm) {
    return alarm.properties().path("Threshold").asDouble();
  }
}
