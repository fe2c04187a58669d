package dev.millrace.infra;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** What is watched: an alarm for whatever should wake somebody, and a dashboard to look at then. */
final class Monitoring extends Construct {
  static final Duration MINUTE = Duration.minutes(1);
  private static final Duration QUARTER_OF_AN_HOUR = Duration.minutes(15);

  Monitoring(
      Construct scope,
      String id,
      Deployment deployment,
      DataStack data,
      ScoringMetrics scoringMetrics,
      Lake lake,
      Training training,
      HttpStage api) {
    super(scope, id);
    var settings = deployment.settings();
    var topic = new AlarmTopic(this, "Alarms", settings.alarms().emails()).topic;
    var alarms = new Alarms(this, new SnsAction(topic));
    var scoring =
        new ScoringMonitoring(alarms, settings.alarms(), scoringMetrics, data.redriveDeadLetters);
    var lakeMetrics =
        new LakeMetrics(settings.lake(), deployment.artifacts().contract(FunctionPackage.LAKE));
    var kept = new LakeMonitoring(alarms, settings, lakeMetrics, lake, training, data.lake);
    scoring.raise();
    kept.raise();
    apiAlarms(alarms, settings.alarms(), api);
    var dashboard = Dashboard.Builder.create(this, "Dashboard").build();
    scoring.draw(dashboard);
    kept.draw(dashboard);
    dashboard.addWidgets(
        graph("Requests", api.metricCount(), api.metricClientError(), serverErrors(api)),
        graph("Answers, p99 ms", latency(api)));
    CfnOutput.Builder.create(Stack.of(this), "AlarmsTopic").value(topic.getTopicArn()).build();
    CfnOutput.Builder.create(Stack.of(this), "DashboardName")
        .value(dashboard.getDashboardName())
        .build();
  }

  private static void apiAlarms(Alarms alarms, Settings.Alarms thresholds, HttpStage api) {
    alarms.above("ApiErrors", "The HTTP API answers 5xx, or in no time", serverErrors(api), 0, 3);
    alarms.above(
        "ApiLatency",
        "p99 of the HTTP API's answers is too long",
        latency(api),
        thresholds.apiLatencyMilliseconds(),
        5);
  }

  private static IMetric serverErrors(HttpStage api) {
    return api.metricServerError(minutely("Sum"));
  }

  private static IMetric latency(HttpStage api) {
    return api.metricLatency(minutely("p99"));
  }

  /** For functions that run all the time; three minutes in a row. */
  static void functionAlarms(Alarms alarms, String name, LiveFunction function) {
    alarms.above(name + "Errors", name + " fails", function.metric("Errors", "Sum", MINUTE), 0, 3);
    alarms.above(
        name + "Throttles",
        name + " is throttled: the account has no concurrency left for it",
        function.metric("Throttles", "Sum", MINUTE),
        0,
        3);
  }

  /** How many messages are in a queue. */
  static IMetric waiting(Queue queue) {
    return queue.metricApproximateNumberOfMessagesVisible(minutely("Maximum"));
  }

  /**
   * How many messages came to a queue that a service sends to. An alarm on it ends by itself and
   * goes off anew at the next message, while one on what waits is on for as long as a message is
   * left, two weeks, and says nothing of those that come meanwhile.
   */
  static IMetric arrived(Queue queue) {
    return queue.metricNumberOfMessagesSent(
        MetricOptions.builder().statistic("Sum").period(QUARTER_OF_AN_HOUR).build());
  }

  /**
   * The same of a queue to which SQS itself moves messages, which it does not count as sent: by how
   * much the queue grew. Those that somebody is reading are in it still.
   */
  static IMetric grown(Queue queue) {
    return MathExpression.Builder.create()
        .expression("DIFF(FILL(visible, 0) + FILL(being_read, 0))")
        .usingMetrics(
            InOrder.map(
                "visible",
                waiting(queue),
                "being_read",
                queue.metricApproximateNumberOfMessagesNotVisible(minutely("Maximum"))))
        .label("Messages that came")
        .period(MINUTE)
        .build();
  }

  static GraphWidget graph(String title, IMetric... lines) {
    return graph(title, List.of(lines));
  }

  static GraphWidget graph(String title, List<IMetric> lines) {
    return GraphWidget.Builder.create().title(title).left(lines).width(12).build();
  }

  private static MetricOptions minutely(String statistic) {
    return MetricOptions.builder().statistic(statistic).period(MINUTE).build();
  }
}
