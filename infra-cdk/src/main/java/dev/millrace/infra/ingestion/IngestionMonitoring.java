package dev.millrace.infra.ingestion;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.CapabilityFunctions;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/** What is watched of ingestion: its functions, and that jobs come to an end. */
final class IngestionMonitoring {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration SWEEP = Duration.minutes(5);

  private final CapabilityFunctions stack;
  private final boolean pullsElasticsearch;

  IngestionMonitoring(CapabilityFunctions stack, boolean pullsElasticsearch) {
    this.stack = stack;
    this.pullsElasticsearch = pullsElasticsearch;
  }

  void raiseAlarms() {
    var alarms = stack.alarms();
    var events = stack.function(EventsFunction.ID);
    stack.releaseByDegrees(events, alarms.ofFunction(events));
    for (var ofJobs : List.of(JobFunctions.API, "FetchSource", "StoreSource", "JobStep")) {
      alarms.ofFunction(stack.function(ofJobs));
    }
    alarms.whenAbove(
        "JobSweepFailures",
        "Jobs that died between their writes cannot be repaired; SweepJobs' log has the cause",
        written("RunSweepFailures"),
        0,
        2);
    alarms.whenAbove(
        "SweepJobsErrors",
        "SweepJobs fails run after run",
        stack.function("SweepJobs").metric("Errors", "Sum", SWEEP),
        0,
        2);
    alarms.whenSilent(
        "SweepJobsStopped",
        "SweepJobs has not run for three periods",
        stack.function("SweepJobs").metric("Invocations", "Sum", SWEEP),
        3);
    alarms.whenAbove(
        "SourcesFailing",
        "Sources of jobs fail; GET /jobs?status=failed and GET /jobs?status=partially_succeeded tell which, and why",
        written("SourcesFailed"),
        0,
        1);
    if (pullsElasticsearch) {
      alarms.whenAbove(
          "ElasticsearchSourcesFailing",
          "Sources of Elasticsearch fail run after run; PullElasticsearch's log has the cause",
          written("ElasticsearchSourcesFailed"),
          0,
          3);
      alarms.whenAbove(
          "PullElasticsearchErrors",
          "PullElasticsearch fails run after run",
          stack.function(ElasticsearchFunctions.ID).metric("Errors", "Sum", SWEEP),
          0,
          2);
    }
    alarms.whenAbove(
        "IngestionAuditFailures",
        "Jobs are refused, or are not told whole, because the audit table fails",
        written("AuditFailures"),
        0,
        1);
  }

  private IMetric written(String name) {
    return stack.contract().metric(name, "Sum", SWEEP);
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        graph(
            "Requests with events, and of jobs",
            of(EventsFunction.ID, "Invocations"),
            of(JobFunctions.API, "Invocations")),
        graph(
            "Sources fetched and stored: calls, and those that failed",
            of("FetchSource", "Invocations"),
            of("FetchSource", "Errors"),
            of("StoreSource", "Invocations"),
            of("StoreSource", "Errors")));
  }

  private IMetric of(String function, String name) {
    return stack.function(function).metric(name, "Sum", MINUTE);
  }
}
