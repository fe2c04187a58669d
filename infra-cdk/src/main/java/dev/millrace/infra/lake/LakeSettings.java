package dev.millrace.infra.lake;

import dev.millrace.infra.settings.SettingsReader;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the lake is kept.
 *
 * @param metricsApiMemory in MB
 * @param loadLookupMemory in MB
 * @param claimHorizon how long a repeated event id is recognised as a duplicate
 * @param maximumBehindArrival how far behind its arrival a service event's time may be
 * @param snapshotDays how long the past states of the tables can be read that jobs write
 */
record LakeSettings(
    Bronze bronze,
    RetentionDays rows,
    Job archiveStreams,
    Job cleanEvents,
    Job aggregateMetrics,
    int metricsApiMemory,
    int loadLookupMemory,
    Duration claimHorizon,
    Duration maximumBehindArrival,
    int snapshotDays,
    QueryLimits queries,
    Thresholds alarms) {

  /** Days until an object moves to a cheaper class, and until it is deleted; empty is never. */
  record Bronze(
      int infrequentAccessDays,
      int glacierDays,
      OptionalInt sessionsDays,
      OptionalInt serviceEventsDays,
      OptionalInt predictionsDays) {}

  /** Days that a table keeps its rows; empty is for ever. */
  record RetentionDays(
      OptionalInt serviceEvents, OptionalInt rejectedEvents, OptionalInt serviceMetrics) {}

  /** How much a query may read, and how long its result is kept. */
  record QueryLimits(int scanLimitGigabytes, int resultDays) {}

  /** When alarms go off. */
  record Thresholds(
      Duration archiveLag, Duration metricsBehind, int rejectedPercent, int anomalies) {}

  /** A scheduled function; memory is in MB. */
  record Job(int memory, Duration timeout, Duration period) {
    /**
     * How long an invocation may wait: longer than the run that is under way can take, so that none
     * is dropped as failed because another, by hand say, came before it.
     */
    Duration maximumEventAge() {
      return timeout.plus(SCHEDULER_PRECISION);
    }
  }

  /** EventBridge Scheduler invokes within the minute for which it is due. */
  private static final Duration SCHEDULER_PRECISION = Duration.ofMinutes(1);

  private static final Duration LAMBDA_LONGEST_TIMEOUT = Duration.ofMinutes(15);

  /** A time-out of a minute is less by the scheduler's precision. */
  private static final Duration SHORTEST_PERIOD = Duration.ofMinutes(2);

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  /** S3 requires an object to stay this long in its class before it moves on. */
  private static final int DAYS_IN_A_CLASS = 30;

  private static final String ROWS_STAY_GONE = "yes; rows that are gone stay gone";

  /**
   * Reads the lake's settings.
   *
   * @param streamRetention what is not archived within it is lost to the lake
   */
  static LakeSettings of(SettingsReader reader, Duration streamRetention) {
    return new LakeSettings(
        bronze(reader),
        rows(reader),
        job(reader, "archiveStreams", 1024, shorter(streamRetention.dividedBy(2), A_DAY)),
        job(reader, "cleanEvents", 2048, A_DAY),
        job(reader, "aggregateMetrics", 2048, A_DAY),
        reader.setting("metricsApiMemory", "MB").number(1024, 256, 10_240),
        reader
            .setting("loadLookupMemory", "MB; a file of a million rows takes about 1,500")
            .number(2048, 1024, 10_240),
        reader
            .setting(
                "claimHorizon",
                "how long a repeated event id is recognised as a duplicate",
                "yes; for claims made from then on")
            .duration(Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(3650)),
        reader
            .setting(
                "maximumBehindArrival",
                "a service event whose time is further behind its arrival is rejected",
                "yes, for what is cleaned from then on")
            .duration(Duration.ofDays(3650), Duration.ofDays(1), Duration.ofDays(36_500)),
        reader
            .setting(
                "snapshotDays",
                "how long past states of a table can be read, and how far its readers may fall"
                    + " behind: the jobs, too, so not less than an outage may last",
                "yes; snapshots that are gone stay gone")
            .number(5, 1, 365),
        new QueryLimits(
            reader
                .setting("queryScanLimitGigabytes", "what one Athena query may read")
                .number(10, 1, 10_000),
            reader
                .setting("queryResultDays", "when results of queries are deleted")
                .number(7, 1, 365)),
        thresholds(reader));
  }

  private static Bronze bronze(SettingsReader reader) {
    var moved = "yes; objects that moved stay in their class";
    int infrequentAccess =
        reader
            .setting(
                "bronzeInfrequentAccessDays",
                "when bronze moves to S3's class for infrequent access",
                moved)
            .number(30, DAYS_IN_A_CLASS, 3650 - DAYS_IN_A_CLASS);
    return new Bronze(
        infrequentAccess,
        reader
            .setting(
                "bronzeGlacierDays",
                "when it moves on to Glacier Instant Retrieval, %d days later at the earliest"
                    .formatted(DAYS_IN_A_CLASS),
                moved)
            .number(90, infrequentAccess + DAYS_IN_A_CLASS, 3650),
        bronzeDays(reader, "bronzeSessionsDays", "sessions"),
        bronzeDays(reader, "bronzeServiceEventsDays", "service events"),
        bronzeDays(reader, "bronzePredictionsDays", "the prediction log"));
  }

  private static OptionalInt bronzeDays(SettingsReader reader, String key, String stream) {
    return reader
        .setting(
            key,
            "when bronze's objects of %s are deleted".formatted(stream),
            "yes; S3 goes by the new number for old objects too, while rows of the manifest expire"
                + " as they were told when they were written")
        .daysOrForever("730");
  }

  private static RetentionDays rows(SettingsReader reader) {
    var byEvent =
        "how many whole days before today `%s` keeps its rows, by the day of the event: history"
            + " that is loaded later is as old as it says";
    return new RetentionDays(
        reader
            .setting(
                "serviceEventsDays", byEvent.formatted("silver.service_events"), ROWS_STAY_GONE)
            .daysOrForever("forever"),
        reader
            .setting(
                "rejectedEventsDays",
                "the same of `silver.rejected_events`, by the day of arrival",
                ROWS_STAY_GONE)
            .daysOrForever("730"),
        reader
            .setting(
                "serviceMetricsDays",
                byEvent.formatted("gold.service_metrics_per_minute"),
                ROWS_STAY_GONE)
            .daysOrForever("forever"));
  }

  /** A run has ended when its successor begins, even if it took its whole time-out. */
  private static Job job(SettingsReader reader, String name, int memory, Duration longestPeriod) {
    var function =
        "`%s%s`".formatted(name.substring(0, 1).toUpperCase(Locale.ROOT), name.substring(1));
    var period =
        reader
            .setting(name + "Period", "how often %s runs".formatted(function))
            .minutes(Duration.ofMinutes(5), SHORTEST_PERIOD, longestPeriod);
    var longest = shorter(period.minus(SCHEDULER_PRECISION), LAMBDA_LONGEST_TIMEOUT);
    return new Job(
        reader.setting(name + "Memory", "MB").number(memory, 512, 10_240),
        reader
            .setting(
                name + "Timeout",
                "how long a run of %s may take, to a minute less than its period; the next run"
                        .formatted(function)
                    + " takes up what it does not finish")
            .duration(shorter(longest, Duration.ofMinutes(10)), Duration.ofMinutes(1), longest),
        period);
  }

  private static Thresholds thresholds(SettingsReader reader) {
    return new Thresholds(
        reader
            .setting("archiveLagAlarm", "alarm when a record has waited longer to be archived")
            .duration(Duration.ofMinutes(15), Duration.ofMinutes(1), WEEK),
        reader
            .setting(
                "metricsBehindAlarm", "alarm when events come and the metrics are further behind")
            .duration(Duration.ofMinutes(30), Duration.ofMinutes(1), WEEK),
        reader
            .setting("rejectedAlarmPercent", "alarm when more of the service events are rejected")
            .number(5, 0, 100),
        reader
            .setting(
                "anomaliesAlarm",
                "alarm when more anomalies of services are found in a quarter of an hour")
            .number(0, 0, 100_000));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
