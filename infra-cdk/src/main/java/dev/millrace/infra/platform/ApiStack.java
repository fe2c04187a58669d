package dev.millrace.infra.platform;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.monitoring.Alarms;
import dev.millrace.infra.settings.ApiSettings;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What people meet: the HTTP API with its alarms, and the dashboard of all capabilities. */
public final class ApiStack extends Stack {
  /** The API over the capabilities' routes, each with the stack that holds its functions. */
  public ApiStack(
      Construct scope,
      String id,
      StackProps props,
      PlatformSettings settings,
      PlatformData platform,
      Topic alarmTopic,
      Map<Capability, CapabilityFunctions> capabilities) {
    super(scope, id, props);
    var stage = new MillraceApi(this, "HttpApi", settings, platform.users(), capabilities).stage();
    alarms(
        new Alarms(new Construct(this, "Alarms"), new SnsAction(alarmTopic)),
        settings.api(),
        stage);
    var dashboard = Dashboard.Builder.create(this, "Dashboard").build();
    capabilities.keySet().forEach(capability -> capability.drawDashboard(dashboard));
    dashboard.addWidgets(
        graph("Requests", stage.metricCount(), stage.metricClientError(), serverErrors(stage)),
        graph("Answers, p99 ms", latency(stage)));
    CfnOutput.Builder.create(this, "DashboardName").value(dashboard.getDashboardName()).build();
  }

  private static void alarms(Alarms alarms, ApiSettings settings, HttpStage stage) {
    alarms.whenAbove(
        "ApiErrors", "The HTTP API answers 5xx, or in no time", serverErrors(stage), 0, 3);
    alarms.whenAbove(
        "ApiLatency",
        "p99 of the HTTP API's answers is too long",
        latency(stage),
        settings.latencyAlarmMilliseconds(),
        5);
  }

  private static IMetric serverErrors(HttpStage stage) {
    return stage.metricServerError(minutely("Sum"));
  }

  private static IMetric latency(HttpStage stage) {
    return stage.metricLatency(minutely("p99"));
  }

  private static MetricOptions minutely(String statistic) {
    return MetricOptions.builder().statistic(statistic).period(Duration.minutes(1)).build();
  }
}
