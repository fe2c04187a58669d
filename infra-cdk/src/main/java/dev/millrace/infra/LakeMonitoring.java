package dev.millrace.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/** What is watched of the lake: that its jobs run, keep up, and find what they expect. */
final class LakeMonitoring {
  private final Alarms alarms;
  private final Settings.Alarms thresholds;
  private final LakeSettings settings;
  private final Lake lake;
  private final Training training;
  private final LakeData data;
  private final LakeMetrics metrics;

  LakeMonitoring(
      Alarms alarms,
      Settings settings,
      LakeMetrics metrics,
      Lake lake,
      Training training,
      LakeData data) {
    this.alarms = alarms;
    this.thresholds = settings.alarms();
    this.settings = settings.lake();
    this.lake = lake;
    this.training = training;
    this.data = data;
    this.metrics = metrics;
  }

  void raise() {
    lag();
    contents();
    jobs().forEach(this::job);
    queues();
    Monitoring.functionAlarms(alarms, "MetricsApi", lake.metricsApi);
    trainingSets();
  }

  private void trainingSets() {
    Monitoring.functionAlarms(alarms, "BuildTrainingSet", training.buildTrainingSet);
    Monitoring.functionAlarms(alarms, "BuildTrainingSetPart", training.buildTrainingSetPart);
    alarms.above(
        "TrainingPartsDeadLetters",
        "A part of a training set failed again and again; its run stays incomplete",
        Monitoring.grown(data.trainingPartsDeadLetters),
        0,
        1);
    alarms.above(
        "FeatureSkew",
        "Features that were served are not those that today's code computes",
        metrics.own("FeatureSkew", "Sum"),
        0,
        1);
  }

  private void lag() {
    metrics
        .streams()
        .forEach(
            stream ->
                alarms.above(
                    "ArchiveLag-" + stream,
                    "Records of %s have waited too long to be archived; after the stream's retention they are lost"
                        .formatted(stream),
                    metrics.ofStream(stream, "ArchiveLag", "Maximum"),
                    (double) thresholds.archiveLag().toMillis(),
                    1));
    alarms.above(
        "MetricsBehind",
        "Events come, and the metrics do not follow",
        metrics.behind(),
        (double) thresholds.metricsBehind().toSeconds(),
        2);
  }

  private void contents() {
    alarms.above(
        "RejectedRate",
        "More of the service events than usual are rejected; silver.rejected_events says why",
        metrics.rejectedPercent(),
        thresholds.rejectedPercent(),
        1);
    alarms.above(
        "EventParserFailures",
        "The parser of service events failed, which is a fault of Millrace's; CleanEvents' log names the place",
        metrics.rejected("parser_failed"),
        0,
        1);
    alarms.above(
        "ExpiredObjects",
        "Objects of bronze were past their time before CleanEvents had read them: their events are lost to silver",
        metrics.own("ExpiredObjects", "Sum"),
        0,
        1);
    alarms.above(
        "ServiceAnomalies",
        "Error rate, volume or missing latencies of services are far from their norm",
        metrics.allAnomalies(),
        thresholds.anomalies(),
        1);
  }

  private Map<String, Job> jobs() {
    var jobs = new TreeMap<String, Job>();
    jobs.put("ArchiveStreams", new Job(lake.archiveStreams, settings.archiveStreams()));
    jobs.put("CleanEvents", new Job(lake.cleanEvents, settings.cleanEvents()));
    jobs.put("AggregateMetrics", new Job(lake.aggregateMetrics, settings.aggregateMetrics()));
    return jobs;
  }

  private record Job(LiveFunction function, LakeSettings.Job settings) {
    IMetric metric(String name, String statistic) {
      return function.metric(name, statistic, Duration.minutes(settings.period().toMinutes()));
    }
  }

  private void job(String name, Job job) {
    alarms.above(name + "Errors", name + " fails run after run", job.metric("Errors", "Sum"), 0, 2);
    alarms.above(
        name + "Duration",
        name + " is about to be cut off by its time-out",
        job.metric("Duration", "Maximum"),
        0.95 * job.settings().timeout().toMillis(),
        2);
    alarms.none(
        name + "Stopped",
        name + " has not run for three periods",
        job.metric("Invocations", "Sum"),
        3);
  }

  private void queues() {
    alarms.above(
        "JobFailures",
        "A run of a job failed, or did not get its turn in time; the queue holds what was asked",
        Monitoring.arrived(data.jobFailures),
        0,
        1);
    alarms.above(
        "ScheduleDeadLetters",
        "A schedule could not invoke its function; the queue says which and why",
        Monitoring.arrived(data.scheduleDeadLetters),
        0,
        1);
  }

  void draw(Dashboard dashboard) {
    dashboard.addWidgets(
        Monitoring.graph("Archived records", ofStreams("ArchivedRecords", "Sum")),
        Monitoring.graph(
            "Oldest record that is not archived, ms", ofStreams("ArchiveLag", "Maximum")));
    dashboard.addWidgets(
        Monitoring.graph(
            "Service events",
            metrics.own("CleanedEvents", "Sum"),
            metrics.own("RejectedEvents", "Sum"),
            metrics.own("DuplicateEvents", "Sum")),
        Monitoring.graph("Rejected events, by reason", metrics.rejectedByReason()));
    dashboard.addWidgets(
        Monitoring.graph(
            "Runs, ms",
            jobs().values().stream().map(job -> job.metric("Duration", "Maximum")).toList()),
        Monitoring.graph("Anomalies of services", metrics.anomaliesByKind()));
    dashboard.addWidgets(
        Monitoring.graph("Metrics behind, s", metrics.behind()),
        Monitoring.graph(
            "Failed jobs, lost invocations",
            Monitoring.waiting(data.jobFailures),
            Monitoring.waiting(data.scheduleDeadLetters)));
  }

  private List<IMetric> ofStreams(String name, String statistic) {
    return metrics.streams().stream()
        .<IMetric>map(stream -> metrics.ofStream(stream, name, statistic))
        .toList();
  }
}
