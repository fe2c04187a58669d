package dev.millrace.infra.lake;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.monitoring.Alarms;
import dev.millrace.infra.monitoring.QueueMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.sqs.Queue;

/** What is watched of the lake: that its jobs run, keep up, and find what they expect. */
final class LakeMonitoring {
  private final CapabilityFunctions stack;
  private final Alarms alarms;
  private final LakeSettings settings;
  private final LakeSettings.Thresholds thresholds;
  private final LakeMetrics metrics;

  LakeMonitoring(CapabilityFunctions stack, LakeSettings settings) {
    this.stack = stack;
    this.settings = settings;
    alarms = stack.alarms();
    thresholds = settings.alarms();
    metrics = new LakeMetrics(settings, stack.contract());
  }

  void raiseAlarms() {
    lag();
    contents();
    jobs().forEach(this::job);
    queues();
    alarms.ofFunction(stack.function("LoadLookup"));
    alarms.ofFunction(stack.function("MetricsApi"));
  }

  private void lag() {
    metrics
        .streams()
        .forEach(
            stream ->
                alarms.whenAbove(
                    "ArchiveLag-" + stream,
                    "Records of %s have waited too long to be archived; after the stream's retention they are lost"
                        .formatted(stream),
                    metrics.ofStream(stream, "ArchiveLag", "Maximum"),
                    (double) thresholds.archiveLag().toMillis(),
                    1));
    alarms.whenAbove(
        "MetricsBehind",
        "Events come, and the metrics do not follow",
        metrics.behind(),
        (double) thresholds.metricsBehind().toSeconds(),
        2);
  }

  private void contents() {
    alarms.whenAbove(
        "RejectedRate",
        "More of the service events than usual are rejected; silver.rejected_events says why",
        metrics.rejectedPercent(),
        thresholds.rejectedPercent(),
        1);
    alarms.whenAbove(
        "EventParserFailures",
        "The parser of service events failed, which is a fault of Millrace's; CleanEvents' log names the place",
        metrics.rejected("parser_failed"),
        0,
        1);
    alarms.whenAbove(
        "ExpiredObjects",
        "Objects of bronze were past their time before CleanEvents had read them: their events are lost to silver",
        metrics.written("ExpiredObjects", "Sum"),
        0,
        1);
    alarms.whenAbove(
        "ServiceAnomalies",
        "Error rate, volume or missing latencies of services are far from their norm",
        metrics.allAnomalies(),
        thresholds.anomalies(),
        1);
  }

  private Map<String, Job> jobs() {
    var jobs = new TreeMap<String, Job>();
    jobs.put(
        "ArchiveStreams", new Job(stack.function("ArchiveStreams"), settings.archiveStreams()));
    jobs.put("CleanEvents", new Job(stack.function("CleanEvents"), settings.cleanEvents()));
    jobs.put(
        "AggregateMetrics",
        new Job(stack.function("AggregateMetrics"), settings.aggregateMetrics()));
    return jobs;
  }

  private record Job(LiveFunction function, LakeSettings.Job settings) {
    IMetric metric(String name, String statistic) {
      return function.metric(name, statistic, Duration.minutes(settings.period().toMinutes()));
    }
  }

  private void job(String name, Job job) {
    alarms.whenAbove(
        name + "Errors", name + " fails run after run", job.metric("Errors", "Sum"), 0, 2);
    alarms.whenAbove(
        name + "Duration",
        name + " is about to be cut off by its time-out",
        job.metric("Duration", "Maximum"),
        0.95 * job.settings().timeout().toMillis(),
        2);
    alarms.whenSilent(
        name + "Stopped",
        name + " has not run for three periods",
        job.metric("Invocations", "Sum"),
        3);
  }

  private void queues() {
    alarms.whenAbove(
        "JobFailures",
        "A run of a job failed, or did not get its turn in time; the queue holds what was asked",
        QueueMetrics.arrived(stack.jobFailures()),
        0,
        1);
    alarms.whenAbove(
        "ScheduleDeadLetters",
        "A schedule could not invoke its function; the queue says which and why",
        QueueMetrics.arrived(scheduleDeadLetters()),
        0,
        1);
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        graph("Archived records", ofStreams("ArchivedRecords", "Sum")),
        graph("Oldest record that is not archived, ms", ofStreams("ArchiveLag", "Maximum")));
    dashboard.addWidgets(
        graph(
            "Service events",
            metrics.written("CleanedEvents", "Sum"),
            metrics.written("RejectedEvents", "Sum"),
            metrics.written("DuplicateEvents", "Sum")),
        graph("Rejected events, by reason", metrics.rejectedByReason()));
    dashboard.addWidgets(
        graph(
            "Runs, ms",
            jobs().values().stream().map(job -> job.metric("Duration", "Maximum")).toList()),
        graph("Anomalies of services", metrics.anomaliesByKind()));
    dashboard.addWidgets(
        graph("Metrics behind, s", metrics.behind()),
        graph(
            "Failed jobs, lost invocations",
            QueueMetrics.waiting(stack.jobFailures()),
            QueueMetrics.waiting(scheduleDeadLetters())));
  }

  private List<IMetric> ofStreams(String name, String statistic) {
    return metrics.streams().stream()
        .<IMetric>map(stream -> metrics.ofStream(stream, name, statistic))
        .toList();
  }

  private Queue scheduleDeadLetters() {
    return stack.resources().queue(DeclaredResources.PLATFORM, "ScheduleDeadLetters");
  }
}
